// Rules of this project that no published plugin has.

/** A cast is a claim that nobody checks; it is made only where a comment says why it is true. */
const castNeedsReason = {
  meta: { type: 'problem', schema: [], messages: { bare: 'a cast needs a `CAST:` comment that says why it is true' } },
  create(context) {
    const { sourceCode } = context;
    const lines = new Set(
      sourceCode
        .getAllComments()
        .filter(({ value }) => /\bCAST: \S/.test(value))
        .flatMap(({ loc }) => [loc.end.line, loc.end.line + 1]),
    );
    const check = (node) => {
      const isConst = node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const';
      if (!isConst && !lines.has(node.loc.start.line) && !lines.has(node.loc.end.line)) context.report({ node, messageId: 'bare' });
    };
    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};

/** dependency-cruiser sees an import only where its name is written down. */
const importNamesItsFile = {
  meta: { type: 'problem', schema: [], messages: { computed: 'import() takes a literal, so that the import rules can see it' } },
  create(context) {
    return {
      ImportExpression(node) {
        if (node.source.type !== 'Literal') context.report({ node, messageId: 'computed' });
      },
    };
  },
};

export const projectRules = {
  rules: { 'cast-needs-reason': castNeedsReason, 'import-names-its-file': importNamesItsFile },
};
