/** A user agent of a browser or a program, and the device that it describes. */
export interface UserAgent {
  text: string;
  device: string;
  kind: 'DESKTOP' | 'PHONE' | 'TABLET' | 'TV' | 'OTHER';
}

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10';
const linux = 'Mozilla/5.0 (X11; Linux x86_64';
const android = 'Mozilla/5.0 (Linux; Android 10; K)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const ipad = 'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X)';

const rows: readonly [device: string, kind: UserAgent['kind'], text: string][] = [
  ['Chrome on Windows', 'DESKTOP', `${windows}) ${webKit} Chrome/156.0.0.0 Safari/537.36`],
  ['Chrome on Windows', 'DESKTOP', `${windows}) ${webKit} Chrome/157.0.0.0 Safari/537.36`],
  ['Chrome on Windows', 'DESKTOP', `Mozilla/5.0 (Windows NT 6.1) ${webKit} Chrome/109.0.0.0 Safari/537.36`],
  ['Chrome on macOS', 'DESKTOP', `${mac}_15_7) ${webKit} Chrome/156.0.0.0 Safari/537.36`],
  ['Chrome on Linux', 'DESKTOP', `${linux}) ${webKit} Chrome/156.0.0.0 Safari/537.36`],
  [
    'Chrome on Chrome OS',
    'DESKTOP',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/156.0.0.0 Safari/537.36`,
  ],
  ['Chrome on Android', 'PHONE', `${android} ${webKit} Chrome/156.0.0.0 Mobile Safari/537.36`],
  ['Chrome on Android', 'TABLET', `${android} ${webKit} Chrome/156.0.0.0 Safari/537.36`],
  [
    'Chrome on Android',
    'PHONE',
    `Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A.240205.002; wv) ${webKit} Version/4.0 Chrome/121.0.6167.178 Mobile Safari/537.36`,
  ],
  ['Chrome on iOS', 'PHONE', `${iphone} ${safari} CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1`],
  ['Chrome on iOS', 'TABLET', `${ipad} ${safari} CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1`],
  ['Firefox on Windows', 'DESKTOP', `${windows}; rv:140.0) Gecko/20100101 Firefox/140.0`],
  ['Firefox on Windows', 'DESKTOP', `${windows}; rv:141.0) Gecko/20100101 Firefox/141.0`],
  ['Firefox on macOS', 'DESKTOP', `${mac}.15; rv:140.0) Gecko/20100101 Firefox/140.0`],
  [
    'Firefox on Linux',
    'DESKTOP',
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ],
  ['Firefox on Linux', 'DESKTOP', `${linux}; rv:140.0) Gecko/20100101 Firefox/140.0`],
  ['Firefox on Android', 'PHONE', 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'],
  ['Firefox on iOS', 'PHONE', `${iphone} ${safari} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`],
  ['Safari on macOS', 'DESKTOP', `${mac}_15_7) ${safari} Version/18.5 Safari/605.1.15`],
  ['Safari on macOS', 'DESKTOP', `${mac}_15_7) ${safari} Version/26.0 Safari/605.1.15`],
  ['Safari on iOS', 'PHONE', `${iphone} ${safari} Version/18.5 Mobile/15E148 Safari/604.1`],
  [
    'Safari on iOS',
    'PHONE',
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) ${safari} Version/17.0 Mobile/15E148 Safari/604.1`,
  ],
  ['Safari on iOS', 'TABLET', `${ipad} ${safari} Version/17.7 Mobile/15E148 Safari/604.1`],
  [
    'Microsoft Edge on Windows',
    'DESKTOP',
    `${windows}) ${webKit} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`,
  ],
  [
    'Microsoft Edge on Android',
    'PHONE',
    `${android} ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0.0.0`,
  ],
  ['Opera on Windows', 'DESKTOP', `${windows}) ${webKit} Chrome/137.0.0.0 Safari/537.36 OPR/121.0.0.0`],
  [
    'Vivaldi on Windows',
    'DESKTOP',
    `${windows}) ${webKit} Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5.3735.44`,
  ],
  [
    'Samsung Internet on Android',
    'PHONE',
    `${android} ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  ],
  [
    'Internet Explorer on Windows',
    'DESKTOP',
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  ],
  [
    'WebOS Browser on WebOS',
    'TV',
    `Mozilla/5.0 (Web0S; Linux/SmartTV) ${webKit} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
  ],
  ['Tizen', 'TV', `Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) ${webKit} 94.0.4606.31/7.0 TV Safari/537.36`],
  ['Epiphany on Linux', 'DESKTOP', `${linux}) ${safari} Version/18.0 Safari/605.1.15 Epiphany/605.1.15`],
  ['curl', 'OTHER', 'curl/8.5.0'],
  ['curl', 'OTHER', 'curl/7.88.1'],
  ['node', 'OTHER', 'node'],
  ['apollo-ios', 'OTHER', 'apollo-ios/1.15.0'],
  ['okhttp', 'OTHER', 'okhttp/4.12.0'],
  ['Dart', 'OTHER', 'Dart/3.5 (dart:io)'],
  ['MyApp', 'OTHER', 'MyApp/1.2 CFNetwork/1568.200.51 Darwin/24.1.0'],
  ['MyApp', 'OTHER', 'MyApp/1.3 CFNetwork/1568.200.51 Darwin/24.1.0'],
  ['com.example.app on iOS', 'OTHER', 'com.example.app/7 (iPhone; iOS 18.5; Scale/3.00)'],
  ['Googlebot', 'OTHER', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['Unknown device', 'OTHER', 'Mozilla/5.0'],
  ['Unknown device', 'OTHER', '(nothing)'],
];

export const userAgents: readonly UserAgent[] = rows.map(([device, kind, text]) => ({ device, kind, text }));
