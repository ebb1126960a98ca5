import { LinkTo, Root, View } from 'graphql-auth-service-client/react';

export function NotFound() {
  return (
    <Root>
      <View name="not-found" title="Page not found">
        <p>
          <LinkTo to="/">Go to the first page</LinkTo>
        </p>
      </View>
    </Root>
  );
}
