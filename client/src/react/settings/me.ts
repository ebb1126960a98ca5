import type { ReactNode } from 'react';
import type { Passkey } from '../../passkeys/documents.ts';

/** A part of the settings. */
export type Section =
  | 'profile'
  | 'email'
  | 'password'
  | 'factors'
  | 'passkeys'
  | 'devices'
  | 'data'
  | 'delete';

export interface Device {
  id: string;
  isCurrent: boolean;
  device: string;
  createdAt: string;
  lastUsedAt: string;
  ipAddress: string | null;
}

export interface Me {
  username: string;
  email: string;
  emailVerified: boolean;
  emailStatus: string;
  /** Null if no change is pending. */
  pendingEmail: string | null;
  secondFactors: { totp: boolean; passkeys: number; recoveryCodesLeft: number };
  passkeys: readonly Passkey[];
  sessions: readonly Device[];
}

export const meDocument = `query { me {
  username email emailVerified emailStatus pendingEmail
  secondFactors { totp passkeys recoveryCodesLeft }
  passkeys { id name provider isSynced createdAt lastUsedAt }
  sessions { id isCurrent device createdAt lastUsedAt ipAddress }
} }`;

/** What each section gets. */
export interface SettingsState {
  me: Me;
  has: (section: Section) => boolean;
  /** Shows a form instead of the sections. */
  open: (form: ReactNode) => void;
  /** Shows the sections again, as they are now. @param news what has changed. */
  close: (news?: string) => Promise<void>;
  onDeleted: (dueAt: string) => void;
}
