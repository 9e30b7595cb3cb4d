package dev.scopestream.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds a tokenizer's special tokens in a text, as the tokenizer does: the leftmost first, of several the longest. */
final class ControlTokens {
    private final Map<Character, List<String>> byFirst = new HashMap<>();

    /** @param tokens by their text */
    ControlTokens(Map<String, Integer> tokens) {
        tokens.keySet().forEach(text -> byFirst.computeIfAbsent(text.charAt(0), c -> new ArrayList<>())
                .add(text));
        byFirst.values()
                .forEach(texts ->
                        texts.sort(Comparator.comparingInt(String::length).reversed()));
    }

    /** A token in a text: its start and end in UTF-16 units. */
    record Found(String token, int from, int to) {}

    List<Found> find(String text) {
        List<Found> found = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            String token = longest(text, at);
            if (token.isEmpty()) {
                at++;
            } else {
                found.add(new Found(token, at, at + token.length()));
                at += token.length();
            }
        }
        return found;
    }

    private String longest(String text, int at) {
        for (String token : byFirst.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token, at)) {
                return token;
            }
        }
        return "";
    }
}
