// Where a provider reports, as it is given to the provider: this server's own address and the provider's path.
export const hookOf = (path: string) => `${location.origin}${path}`;
