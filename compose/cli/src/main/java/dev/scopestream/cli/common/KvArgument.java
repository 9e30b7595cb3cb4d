package dev.scopestream.cli.common;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.KvSpec;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A compression of the KV cache as a command line has it: {@code h2o+slide} or
 * {@code h2o+slide,capacity=60%,window=128,recent=64}. The names after the comma are the fields of {@code kv} in a
 * prompt's JSON, nested ones with a dot ({@code recall.slots=32}), read by the same rules.
 *
 * @param text as it was given
 * @param spec what it means
 */
public record KvArgument(String text, KvSpec spec) {
    public static final String SYNTAX = "PREFILL+DECODE[,NAME=VALUE...]";
    private static final Pattern POLICIES = Pattern.compile("([^+,=]+)\\+([^+,=]+)");
    private static final Pattern SETTING = Pattern.compile("([a-z]+)(?:\\.([a-z]+))?=(.+)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    /** @throws IllegalArgumentException saying what is wrong */
    public static KvArgument parse(String text) {
        String[] parts = text.split(",", -1);
        Matcher policies = POLICIES.matcher(parts[0]);
        if (!policies.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not " + SYNTAX + ", such as h2o+slide,window=128");
        }
        ObjectMapper json = new ObjectMapper();
        ObjectNode kv = json.createObjectNode();
        kv.put("prefill", policies.group(1)).put("decode", policies.group(2));
        for (int i = 1; i < parts.length; i++) {
            Matcher setting = SETTING.matcher(parts[i]);
            if (!setting.matches()) {
                throw new IllegalArgumentException("'" + parts[i] + "' in '" + text + "' is not NAME=VALUE");
            }
            set(kv, setting, text);
        }
        ObjectNode prompt = json.createObjectNode().put("id", "kv").put("prompt", "kv");
        prompt.set("kv", kv);
        return new KvArgument(text, read(json, prompt, text));
    }

    private static KvSpec read(ObjectMapper json, ObjectNode prompt, String text) {
        try {
            return EventCodec.PROMPT.decode(json.writeValueAsBytes(prompt)).kv();
        } catch (InvalidEventException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + text + "' can't be read: " + e.getMessage(), e);
        }
    }

    private static void set(ObjectNode kv, Matcher setting, String text) {
        ObjectNode at = setting.group(2) == null ? kv : kv.withObjectProperty(setting.group(1));
        String name = setting.group(2) == null ? setting.group(1) : setting.group(2);
        if (at.has(name)) {
            throw new IllegalArgumentException("'" + name + "' is there twice in '" + text + "'");
        }
        String value = setting.group(3);
        if (NUMBER.matcher(value).matches()) {
            at.put(name, Long.parseLong(value));
        } else {
            at.put(name, value);
        }
    }

    /** What the options' values are read with. */
    public static final class Converter implements ITypeConverter<KvArgument> {
        @Override
        public KvArgument convert(String value) {
            try {
                return parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
