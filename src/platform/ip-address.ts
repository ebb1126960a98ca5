const withPort = /^"?(?:(\d+(?:\.\d+){3})(?::\w+)?|\[([^\]]+)\](?::\w+)?)"?$/;

/** Strips the port, brackets and quotes that some proxies add to an IP address. Any other text is returned as is. */
export function bareAddress(text: string): string {
  const [, ipv4, ipv6] = withPort.exec(text) ?? [];
  return ipv4 ?? ipv6 ?? text;
}
