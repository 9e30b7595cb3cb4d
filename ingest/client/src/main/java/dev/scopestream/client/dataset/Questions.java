package dev.scopestream.client.dataset;

import java.util.List;

/** A source's questions in their order, and what of it couldn't be used. */
public record Questions(List<Question> items, BadLines bad) {
    public Questions {
        items = List.copyOf(items);
    }
}
