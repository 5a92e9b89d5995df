declare module 'mjml' {
  interface Compiled {
    readonly html: string;
    readonly errors: readonly { readonly formattedMessage: string }[];
  }
  const compile: (mjml: string, options: { readonly validationLevel: 'strict' }) => Promise<Compiled>;
  export default compile;
}
