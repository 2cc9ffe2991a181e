/** The configuration that a first start writes: it records the built-in exchange, and explains each key. */
export const STARTER = `# What tapedeck records, and where.
# What is saved here is taken within seconds, by jobs that change alone; the others go on undisturbed.
# An unknown key is an error, so typos are found; with an error, everything stays as it was.
# "sandbox" is an exchange built into tapedeck: it needs no network, and its market is made up.
# For a real one, take the # from its lines below and put one before the sandbox's.

storage:
  local_path: ./data        # the folder that holds everything recorded
  # min_free_gb: 1          # with less free space than this (and a quarter) history waits, with less than this all does
  # remotes:                # copies elsewhere, by rclone and as its own config names them; purge_after_days: 90
  #   - { provider: rclone, remote: "s3:bucket/tape" }    # removes here what every remote was seen to hold
  # sync_interval: 3600     # seconds between two copies
  # seal_interval: 900      # seconds after which live rows are in Parquet, at the latest

settings:
  ui_host: 127.0.0.1        # the page and the API listen here, on this machine only
  ui_port: 8080
  # ui_auth_token: "..."    # who has no such token sees nothing
  # timezone: UTC           # for display and cron; files and timestamps are UTC whatever it says

# Live: trades as they happen, and order books.
stream_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT, QUIET/USDT]    # ccxt's symbols: base/quote
    channels: [trades, book]
    time_step: 5            # seconds between two samples of an order book
    depth: 20               # levels kept on each side of it

  # - exchange: binance
  #   pairs: [BTC/USDT, ETH/USDT]
  #   channels: [trades, book]
  #   time_step: 60
  # - exchange: kraken
  #   pairs: [BTC/USD, ETH/USD]
  #   channels: [trades]
  # - exchange: okx
  #   pairs: [BTC/USDT, "BTC/USDT:USDT"]       # after the colon: what a contract settles in
  #   channels: [trades]
  # - exchange: coinbase
  #   pairs: [BTC/USD]
  #   channels: [trades]
  # - exchange: bybit
  #   pairs: [BTC/USDT]
  #   channels: [trades]

# Candles: fetched at the start, then after each one's close.
histo_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT, QUIET/USDT]
    span: 60                # seconds of a candle: 60 is 1m, 3600 is 1h, 86400 is 1d
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT]
    span: 3600

  # - exchange: binance
  #   pairs: [BTC/USDT, ETH/USDT]
  #   span: 60
  # - exchange: kraken
  #   pairs: [BTC/USD]
  #   span: 3600
  # - exchange: coinbase
  #   pairs: [BTC/USD]
  #   span: 3600

# How an exchange is reached, where that is not the usual way.
# exchanges:
#   binance:
#     endpoint: "https://proxy.example"        # takes every address of it; the real host becomes the first path segment

# Told when something goes wrong, and when it is over again.
# alerts:
#   webhook_url: "https://hooks.slack.com/services/..."   # Slack, Discord, Telegram and ntfy are known by their host,
#   # format: ntfy          # others get JSON, unless this says what they understand: slack, discord, telegram, ntfy
#   # chat_id: -1001234567  # Telegram's, whose address is https://api.telegram.org/bot<token>/sendMessage
#   # min_severity: warning # or info, or error
#   # max_consecutive_errors: 3                 # failures in a row of a job, before they are told
#   # repeat_after: 0       # seconds after which what goes on is told again; 0: never
#   heartbeat_url: "https://hc-ping.com/..."      # asked while all is well: who misses it knows that tapedeck is down
#   # heartbeat_interval: 60                    # seconds
`;
