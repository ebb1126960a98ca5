import { Extensions } from 'type-graphql';

/** Opens a root field to anonymous callers. Without it, only a caller with a valid access token gets in. */
export const Open = () => Extensions({ open: true });
