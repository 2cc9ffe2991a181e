/** What no Binance would send: texts that are no JSON, and frames of other exchanges' protocols. */

export const GARBAGE_FRAME = '{"e":"aggTrade","E":17000,"s":"BTCUS\u0000\ufffd';
export const GARBAGE_PAGE =
  "<!doctype html><title>Sign in to the network</title><p>Please sign in to continue.</p>";
export const BAD_GATEWAY_PAGE =
  "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>";

/** A trade in the shapes of Kraken's version 1, Bybit's version 5 and OKX's version 5. */
export const FOREIGN_FRAMES: readonly string[] = [
  '[337,[["60000.10000","0.05000000","1700000000.123456","b","l",""]],"trade","XBT/USDT"]',
  '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1700000000123,"data":[{"T":1700000000120,"s":"BTCUSDT",' +
  '"S":"Buy","v":"0.05","p":"60000.10","L":"PlusTick","i":"2290000000012345678","BT":false}]}',
  '{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"430000000",' +
  '"px":"60000.1","sz":"0.05","side":"buy","ts":"1700000000123","count":"1"}]}',
];
