import type { NextConfig } from 'next';

export default {
  // Without it, Next.js takes the folder of the outermost package-lock.json.
  turbopack: { root: import.meta.dirname },
} satisfies NextConfig;
