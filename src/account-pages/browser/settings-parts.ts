import { dataPart } from './settings-data.ts';
import { devicesPart } from './settings-devices.ts';
import type { AnyPart } from './settings-part.ts';
import { profilePart } from './settings-profile.ts';

export const parts: readonly AnyPart[] = [profilePart, devicesPart, dataPart];
