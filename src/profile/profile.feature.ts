import type { Feature } from '../feature/feature.ts';
import { EmailChange } from './email-change.entity.ts';
import { profileData } from './profile-data.ts';

/** Changes of an account's email and username by its owner. */
export const profile: Feature = {
  name: 'profile',
  entities: [EmailChange],
  personalData: profileData,
};
