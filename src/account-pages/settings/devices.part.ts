import { html } from '../html.ts';
import { form } from '../view-html.ts';
import { devicesTexts } from './devices.texts.ts';
import { definePart } from './settings-part.ts';

export const devicesPart = definePart({
  texts: devicesTexts,
  section: ({ devices: texts, logOut }) => html`<h2>${texts.title}</h2>
        <ul id="devices" class="cards"></ul>
        <template id="device">
          <li>
            <h3 data-part="name"></h3>
            <p class="badge" data-part="current">${texts.current}</p>
            <dl>
              <dt>${texts.used}</dt>
              <dd data-part="used"></dd>
              <dt>${texts.since}</dt>
              <dd data-part="since"></dd>
              <dt>${texts.ipAddress}</dt>
              <dd data-part="ip-address"></dd>
            </dl>
            ${form('end', logOut, html``, 'plain')}
          </li>
        </template>
        <div id="other-devices" hidden>
          ${form('end-others', texts.endOthers, html``, 'plain')}
        </div>
        `,
});
