package dev.scopestream.engine.template;

/**
 * A piece of a template.
 *
 * @param text of DATA and STRING: the value, with escapes resolved; of a BEGIN or END: empty; else as written
 * @param line of its first character, from 1
 */
record Token(Type type, String text, int line) {
    /** Jinja's token types as far as templates have them. */
    enum Type {
        DATA("template data"),
        VARIABLE_BEGIN("begin of print statement"),
        VARIABLE_END("end of print statement"),
        BLOCK_BEGIN("begin of statement block"),
        BLOCK_END("end of statement block"),
        NAME("name"),
        STRING("string"),
        INTEGER("integer"),
        FLOAT("float"),
        OPERATOR("operator"),
        EOF("end of template");

        private final String description;

        Type(String description) {
            this.description = description;
        }
    }

    boolean isName(String name) {
        return type == Type.NAME && text.equals(name);
    }

    boolean isOperator(String operator) {
        return type == Type.OPERATOR && text.equals(operator);
    }

    /** For messages. */
    String describe() {
        return text.isEmpty() ? type.description : text;
    }
}
