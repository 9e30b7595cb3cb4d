package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;

/** The values of an unsupported parameter that change nothing, so that they can be taken. {@code null} always is one. */
sealed interface NeutralValue {
    boolean accepts(JsonNode node);

    /** What may be given, for an error's text. */
    String allowed();

    /** No value at all. */
    record Nothing() implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return false;
        }

        @Override
        public String allowed() {
            return "only null";
        }
    }

    /** One of these numbers. */
    record OneOfNumbers(List<Integer> numbers) implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return node.isNumber()
                    && numbers.stream().anyMatch(n -> node.decimalValue().compareTo(BigDecimal.valueOf(n)) == 0);
        }

        @Override
        public String allowed() {
            return "only " + numbers.toString().replaceAll("[\\[\\]]", "");
        }
    }

    /** This flag. */
    record Flag(boolean flag) implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return node.isBoolean() && node.booleanValue() == flag;
        }

        @Override
        public String allowed() {
            return "only " + flag;
        }
    }

    /** One of these strings. */
    record OneOfTexts(List<String> texts) implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return node.isTextual() && texts.contains(node.textValue());
        }

        @Override
        public String allowed() {
            return "only '" + String.join("', '", texts) + "'";
        }
    }

    /** An array or object without content. */
    record Empty(boolean array) implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return (array ? node.isArray() : node.isObject()) && node.isEmpty();
        }

        @Override
        public String allowed() {
            return array ? "only []" : "only {}";
        }
    }

    /** An object whose {@code type} is {@code text}. */
    record TextType() implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return node.isObject() && node.path("type").asText().equals("text");
        }

        @Override
        public String allowed() {
            return "only {\"type\": \"text\"}";
        }
    }

    /** An array that holds the string {@code text} and nothing else. */
    record OnlyText() implements NeutralValue {
        @Override
        public boolean accepts(JsonNode node) {
            return node.isArray() && node.size() == 1 && node.get(0).asText().equals("text");
        }

        @Override
        public String allowed() {
            return "only [\"text\"]";
        }
    }
}
