import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../feature/context.ts';
import { Recent } from '../step-up/recent.ts';
import { exportOwnData } from './export-data.ts';
import { PersonalData } from './personal-data.types.ts';

@Resolver()
export class PersonalDataResolver {
  @Recent()
  @Query(() => PersonalData, { description: 'Everything that the service stores about the caller.' })
  myData(@Ctx() ctx: Context): Promise<PersonalData> {
    return exportOwnData(ctx);
  }
}
