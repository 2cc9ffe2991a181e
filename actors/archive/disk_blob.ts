import type { Disk } from "./disk.ts";

/** Where a blob's bytes are, and who is told that they cannot be had. */
export interface BlobFile {
  disk: Disk;
  path: string;
  failed(error: unknown): void;
}

/**
 * A file as a Blob whose slices are read only when they are asked for. A read that fails never ends: parquet-wasm
 * would panic, which ends the isolate.
 */
export class DiskBlob extends Blob {
  constructor(readonly file: BlobFile, readonly from: number, readonly to: number) {
    super([]);
  }

  override get size(): number {
    return this.to - this.from;
  }

  override slice(start = 0, end = this.size): Blob {
    const at = (offset: number) => this.from + Math.min(this.size, offset < 0 ? this.size + offset : offset);
    return new DiskBlob(this.file, at(start), at(end));
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    const { disk, path, failed } = this.file;
    try {
      const bytes = disk.read(path, this.from, this.to);
      if (bytes.length === this.size) return Promise.resolve(bufferOf(bytes));
      failed(new Error(`Cannot read "${path}": it ends at byte ${this.from + bytes.length}, too early`));
    } catch (error) {
      failed(error);
    }
    return new Promise(() => {});
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const isAll = bytes.length === bytes.buffer.byteLength;
  return (isAll ? bytes : bytes.slice()).buffer as ArrayBuffer;
}
