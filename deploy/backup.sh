#!/bin/sh
# Copies a data folder of tapedeck while it records, so that the copy opens as a data folder: docs/operations.md says why
# in this order. Run it again to bring the copy up to date, also after it was interrupted.
#
# Usage: backup.sh DATA COPY        e.g.  backup.sh /var/lib/tapedeck /mnt/backup/tapedeck
#        backup.sh DATA host:COPY   over ssh
set -eu
data=${1:?Usage: backup.sh DATA COPY} copy=${2:?Usage: backup.sh DATA COPY}
house=.tapedeck

[ -f "$data/$house/epoch" ] || {
  echo "Cannot copy \"$data\": it is no data folder of tapedeck; give the one of storage.local_path" >&2
  exit 1
}

# A file may be merged and go while it is copied (24): what came of it is copied by a later step.
take() { rsync -a "$@" "$copy/" || [ $? -eq 24 ]; }
# Rows in Parquet.
files() { take "$@" --exclude="/$house" --exclude='*.parquet.tmp' "$data/"; }
# Of the house, what is there.
kept() { take --relative --ignore-missing-args "$@"; }

files --delete-after                       # here alone something goes: what was merged before
kept "$data/./$house/coverage"             # what is proven, of files that are there
files                                      # what came, or was merged, meanwhile
kept --delete "$data/./$house/journal"     # rows that are in no file yet
files                                      # rows that were on their way from there into one
kept "$data/./$house/quarantine" "$data/./$house/imports.jsonl" "$data/./$house/origin.json"
kept "$data/./$house/epoch"                # last: a folder that is brought back must give no name twice
