const withPort = /^"?(?:(\d+(?:\.\d+){3})(?::\w+)?|\[([^\]]+)\](?::\w+)?)"?$/;

/** Strips the port, the brackets and the quotes that some proxies add to an IP address; other text stays as it is. */
export function bareAddress(text: string): string {
  const [, ipv4, ipv6] = withPort.exec(text) ?? [];
  return ipv4 ?? ipv6 ?? text;
}
