package dev.scopestream.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An enum whose constants are written in lower case, with hyphens, in JSON. */
public interface WireEnum {
    String name();

    /** The constant as JSON has it. */
    @JsonValue
    default String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant that is written so, exactly. */
    static <E extends Enum<E> & WireEnum> Optional<E> find(Class<E> type, String wire) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> c.wire().equals(wire))
                .findFirst();
    }

    /** All constants as JSON has them, for an error's text. */
    static <E extends Enum<E> & WireEnum> String list(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(WireEnum::wire).collect(Collectors.joining(", "));
    }
}
