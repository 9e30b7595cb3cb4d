package dev.scopestream.door.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.http.HttpRequest;
import java.util.Comparator;
import java.util.List;

/**
 * A page of a list, as OpenAI's clients ask for it.
 *
 * @param after the id that the page before ended with; null: the first page
 * @param ascending the oldest first
 */
record Listing(String after, int limit, boolean ascending) {
    /**
     * What is listed.
     *
     * @param createdAt epoch seconds
     */
    record Item(String id, long createdAt, ObjectNode body) {}

    /** @throws RefusedException naming the parameter that is wrong */
    static Listing of(HttpRequest<?> http, int limit, int most) {
        String wanted = http.getParameters().get("limit");
        String order = http.getParameters().get("order", String.class).orElse("desc");
        if (wanted != null && (!wanted.matches("[1-9]\\d{0,5}") || Integer.parseInt(wanted) > most)) {
            throw wrong("limit", "must be from 1 to " + most);
        }
        if (!order.equals("desc") && !order.equals("asc")) {
            throw wrong("order", "must be asc or desc");
        }
        return new Listing(
                http.getParameters().get("after"),
                wanted == null ? limit : Integer.parseInt(wanted),
                order.equals("asc"));
    }

    private static RefusedException wrong(String name, String reason) {
        return RefusedException.wrong(name + ": " + reason, name);
    }

    /** @throws RefusedException when {@code after} isn't one of them */
    ObjectNode page(List<Item> items) {
        Comparator<Item> oldest = Comparator.comparingLong(Item::createdAt).thenComparing(Item::id);
        List<Item> sorted =
                items.stream().sorted(ascending ? oldest : oldest.reversed()).toList();
        int from = 0;
        if (after != null) {
            List<String> ids = sorted.stream().map(Item::id).toList();
            if (!ids.contains(after)) {
                throw wrong("after", "is none of these");
            }
            from = ids.indexOf(after) + 1;
        }
        List<Item> page = sorted.subList(from, Math.min(sorted.size(), from + limit));
        ObjectNode body = OpenAiJson.object();
        body.put("object", "list");
        ArrayNode data = body.putArray("data");
        page.forEach(item -> data.add(item.body()));
        body.put("first_id", page.isEmpty() ? null : page.get(0).id());
        body.put("last_id", page.isEmpty() ? null : page.get(page.size() - 1).id());
        body.put("has_more", from + page.size() < sorted.size());
        return body;
    }
}
