/** What can be had of each exchange; made by tests/tools/known_exchanges.ts, not by hand. */
// id | name | countries | markets | live | by request | spans of candles
export const TABLE = `
alpaca | Alpaca | US | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
apex | Apex |  | swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo
aster | Aster | US | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
backpack | Backpack | JP | spot swap | trades book | ohlc trades | 1m 3m 5m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
bequant | Bequant | MT | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 4h 1d 1w 1mo
bigone | BigONE | CN | spot swap |  | ohlc trades | 1m 5m 15m 30m 1h 3h 4h 6h 12h 1d 1w 1mo
binance | Binance |  | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
binancecoinm | Binance COIN-M |  | swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
binanceus | Binance US | US | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
binanceusdm | Binance USDⓈ-M |  | swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
bingx | BingX | US | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w 1mo
bit2c | Bit2C | IL | spot |  | trades |
bitbank | bitbank | JP | spot |  | ohlc trades | 1m 5m 15m 30m 1h 4h 8h 12h 1d 1w
bitbns | Bitbns | IN | spot |  | trades |
bitfinex | Bitfinex | VG | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 3h 4h 6h 12h 1d 1w 2w 1mo
bitflyer | bitFlyer | JP | spot |  | trades |
bitget | Bitget | SG | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w 1mo
bithumb | Bithumb | KR | spot | trades book | ohlc trades | 1m 3m 5m 10m 15m 30m 1h 4h
bitmex | BitMEX | SC | spot swap future | trades book | ohlc trades | 1m 5m 1h 1d
bitopro | BitoPro | TW | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 3h 6h 12h 1d 1w 1mo
bitrue | Bitrue | SG | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 1d 1w
bitso | Bitso | MX | spot |  | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w
bitstamp | Bitstamp | GB | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w
bitteam | BIT.TEAM | UK | spot |  | ohlc trades | 1m 5m 15m 1h 1d
bittrade | BitTrade | JP | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 1d 1w 1mo
bitvavo | Bitvavo | NL | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d
blockchaincom | Blockchain.com | LX | spot | trades book |  |
blofin | BloFin | US | swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
btcbox | BtcBox | JP | spot |  | trades |
btcmarkets | BTC Markets | AU | spot |  | ohlc trades | 1m 1h 1d
btcturk | BTCTurk | TR | spot |  | ohlc trades | 1m 15m 30m 1h 4h 1d 1w
btse | BTSE | VG | spot swap future |  | ohlc trades | 1m 5m 15m 30m 1h 4h 6h 1d 1w 1mo
bullish | Bullish | DE | spot swap future | trades book | ohlc trades | 1m 5m 30m 1h 6h 12h 1d
bybit | Bybit | VG | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo
bybiteu | Bybit EU | EU | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo
bybitid | Bybit Indonesia | ID | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo
bydfi | BYDFi | SG | swap | book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d
cex | CEX.IO | GB EU CY RU | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 1d
coinbase | Coinbase Advanced | US | spot swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 6h 1d
coinbaseexchange | Coinbase Exchange | US | spot | trades book | ohlc trades | 1m 5m 15m 1h 6h 1d
coinbaseinternational | Coinbase International | US | spot swap | trades book | ohlc | 1m 5m 15m 30m 1h 2h 6h 1d
coincheck | Coincheck | JP ID | spot | trades book | trades |
coinex | CoinEx | CN | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w
coinmate | CoinMate | GB CZ EU | spot |  | trades |
coinone | CoinOne | KR | spot | trades book | trades |
coinsph | Coins.ph | PH | spot |  | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
coinspot | CoinSpot | AU | spot |  | trades |
cryptocom | Crypto.com | MT | spot swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 6h 12h 1d 1w 2w 1mo
cryptomus | Cryptomus | CA | spot |  | trades |
deepcoin | DeepCoin | SG | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w 1mo
delta | Delta Exchange | VC | spot swap |  | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 1d 1w 2w 1mo
deribit | Deribit | NL | spot swap future | trades book | ohlc trades | 1m 3m 5m 10m 15m 30m 1h 2h 3h 6h 12h 1d
derive | Derive |  | spot swap | trades book | trades |
digifinex | DigiFinex | SG | spot swap |  | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w
dydx | dYdX | US | swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 1d
extended | Extended | SG | swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 8h 12h 1d 1w 1mo
fmfwio | FMFW.io | KN | spot swap |  | ohlc trades | 1m 3m 5m 15m 30m 1h 4h 1d 1w 1mo
foxbit | Foxbit | pt-BR | spot |  | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 2w 1mo
gate | Gate | KR | spot swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 8h 1d 1w
gateeu | Gate EU | EU | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 8h 1d 1w
gemini | Gemini | US | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 6h 1d
grvt | GRVT | SG | swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 5d 1w 2w 3w 4w
hashkey | HashKey Global | BM | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1mo
hibachi | Hibachi | US | swap |  | ohlc trades | 1m 5m 15m 1h 4h 1d 1w
hitbtc | HitBTC | HK | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 4h 1d 1w 1mo
hollaex | HollaEx | KR | spot | trades book | ohlc trades | 1m 5m 15m 1h 4h 1d 1w
htx | HTX | CN | spot swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 1d 1w 1mo
hyperliquid | Hyperliquid |  | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 8h 12h 1d 3d 1w 1mo
independentreserve | Independent Reserve | AU NZ | spot | trades book | trades |
indodax | INDODAX | ID | spot |  | ohlc trades | 1m 15m 30m 1h 4h 1d 3d 1w
kraken | Kraken | US | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 1d 1w 2w
krakenfutures | Kraken Futures | US | swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w
kucoin | KuCoin | SC | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1mo
kucoinfutures | KuCoin Futures | SC | swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1mo
latoken | Latoken | KY | spot |  | trades |
lbank | LBank | CN | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w
lighter | Lighter |  | spot swap | trades book | ohlc | 1m 5m 15m 30m 1h 4h 12h 1d 1w
luno | Luno | GB SG ZA | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 3h 4h 1d 3d 1w
mercado | Mercado Bitcoin | BR | spot |  | ohlc trades | 15m 1h 3h 1d 1w 1mo
mexc | MEXC Global | SC | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 8h 1d 1w 1mo
modetrade | Mode Trade | KY | swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w 1mo
mudrex | Mudrex | IN | swap |  | ohlc | 1m 3m 5m 10m 15m 30m 1h 4h 6h 12h 1d 1w 1mo
myokx | MyOKX (EEA) | CN US | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo 3mo
nado | Nado | KY | spot swap | trades book | ohlc trades | 1m 5m 15m 1h 2h 4h 1d 1w 4w
ndax | NDAX | CA | spot | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo 4mo
okx | OKX | CN US | spot swap future | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo 3mo
okxus | OKX (US) | CN US | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1mo 3mo
onetrading | One Trading | AT | spot swap | book | ohlc | 1m 5m 15m 30m 1h 4h 1d 1w 1mo
p2b | p2b | LT | spot | trades book | ohlc trades | 1m 1h 1d
pacifica | Pacifica |  | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 8h 12h 1d 1w 1mo
paradex | Paradex |  | swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h
paymium | Paymium | FR EU | spot |  | trades |
phemex | Phemex | CN | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 3h 4h 6h 12h 1d 1w 1mo 3mo
poloniex | Poloniex | US | spot swap | trades book | ohlc trades | 1m 5m 10m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w 1mo
revolutx | Revolut X | GB | spot |  | ohlc trades | 1m 5m 15m 30m 1h 4h 1d 2d 4d 1w 2w 4w
sandbox | Sandbox |  | spot | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
tokocrypto | Tokocrypto | ID | spot |  | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
toobit | Toobit | KY | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1mo
upbit | Upbit | KR ID SG TH | spot | trades book | ohlc trades | 1m 3m 5m 10m 15m 30m 1h 4h 1d 1w 1mo
weex | Weex | SG | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1mo
whitebit | WhiteBit | EE | spot swap | trades book | ohlc trades | 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo
woo | WOO X | KY | spot swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w 1mo
woofipro | WOOFI PRO | KY | swap | trades book | ohlc trades | 1m 5m 15m 30m 1h 4h 12h 1d 1w 1mo
xt | XT | SC | spot swap future | trades book | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 6h 8h 1d 3d 1w 1mo
zaif | Zaif | JP | spot |  | trades |
zebpay | Zebpay | IN | spot swap |  | ohlc trades | 1m 5m 15m 30m 1h 2h 4h 12h 1d 1w
`;
