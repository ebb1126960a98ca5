import { dataPart } from './settings-data.ts';
import { devicesPart } from './settings-devices.ts';
import type { AnyPart } from './settings-part.ts';
import { passkeysPart } from './settings-passkeys.ts';
import { profilePart } from './settings-profile.ts';
import { twoStepPart } from './settings-two-step.ts';

export const parts: readonly AnyPart[] = [profilePart, twoStepPart, passkeysPart, devicesPart, dataPart];
