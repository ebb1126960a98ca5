import { registerEnumType } from 'type-graphql';

export enum DeviceKind {
  DESKTOP = 'DESKTOP',
  PHONE = 'PHONE',
  TABLET = 'TABLET',
  TV = 'TV',
  OTHER = 'OTHER',
}

registerEnumType(DeviceKind, {
  name: 'DeviceKind',
  description: 'The kind of a device, for an icon. Later versions add values.',
  valuesConfig: {
    DESKTOP: { description: 'A browser on a desktop or a laptop.' },
    PHONE: { description: 'A browser on a phone.' },
    TABLET: { description: 'A browser on a tablet.' },
    TV: { description: 'A browser on a television set.' },
    OTHER: { description: 'A program that is not a browser, or an unknown device.' },
  },
});
