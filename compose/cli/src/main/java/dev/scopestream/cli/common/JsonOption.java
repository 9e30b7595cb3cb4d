package dev.scopestream.cli.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --json}: output for programs, one JSON object a line on standard output. */
public final class JsonOption {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    /** Whether it was given. */
    public boolean given() {
        return json;
    }

    /** JSON has no NaN and no infinities: null for these. */
    public static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Prints one object on one line. */
    public static void print(CommandSpec spec, Map<String, ?> fields) {
        try {
            spec.commandLine().getOut().println(MAPPER.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON can be made of " + fields.keySet(), e);
        }
    }
}
