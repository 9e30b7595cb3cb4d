package dev.scopestream.engine.program.layout;

import java.util.Locale;

/** A position of a layout; its enum constant names it on both sides. */
public interface Field {
    /** The constant's name. */
    String name();

    /** What it holds. */
    String description();

    /** Its name in the program. */
    default String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
