package dev.scopestream.events;

/** Ends the generation of this request; its result says {@code cancelled}. */
public record CancelEvent(String id) {
    static CancelEvent read(Fields f) {
        return new CancelEvent(f.id());
    }
}
