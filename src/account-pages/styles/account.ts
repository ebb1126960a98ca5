export const accountStyles = `dl {
  margin: 0.5rem 0;
}

dt {
  color: var(--quiet);
  font-size: 0.9375rem;
}

dd {
  margin: 0 0 0.5rem;
}

dd .hint {
  display: block;
}

h3 {
  margin: 0;
  font-size: 1rem;
}

.cards {
  margin: 0;
  padding: 0;
  list-style: none;
}

.cards li {
  padding: 0.75rem 0;
  border-bottom: 1px solid var(--line);
}

.cards dl {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0 1rem;
}

.cards dd {
  margin: 0;
}

.cards button {
  margin-bottom: 0;
}

.row {
  display: flex;
  gap: 0 0.75rem;
  flex-wrap: wrap;
}

.row form {
  flex: 1 1 8rem;
}

.links {
  margin: 0;
  padding: 0;
  list-style: none;
}

.links a {
  display: flex;
  align-items: center;
  min-height: 2.75rem;
}

.notice:empty {
  display: none;
}

.notice[role="status"] {
  margin: 0 0 0.75rem;
  color: inherit;
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}
`;
