package dev.scopestream.cli.dataset;

import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cell of the published results, as its directory is named: {@code H2O+slide_decoding_window_512_recent_window_256}.
 *
 * @param name the directory's
 * @param prefill policy, in lower case; likewise decode
 */
record PublishedCell(String name, String prefill, String decode, int window, int recent) {
    private static final Pattern NAME = Pattern.compile(
            "([A-Za-z0-9]{1,40})\\+([A-Za-z0-9]{1,40})_decoding_window_([0-9]{1,7})_recent_window_([0-9]{1,7})");

    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /** @throws IllegalArgumentException when the name isn't a cell's */
    static PublishedCell parse(String name) {
        Matcher m = NAME.matcher(name);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no cell, which is named" + " PREFILL+DECODE_decoding_window_W_recent_window_R");
        }
        return new PublishedCell(
                name,
                m.group(1).toLowerCase(Locale.ROOT),
                m.group(2).toLowerCase(Locale.ROOT),
                Integer.parseInt(m.group(3)),
                Integer.parseInt(m.group(4)));
    }

    String policy() {
        return prefill + "+" + decode;
    }

    /**
     * The account of a published prediction: what was configured is known, what was measured isn't and is 0.
     *
     * @param capacity entries kept of the prompt, which cells don't say
     */
    KvReport account(int capacity) {
        return KvReport.builder()
                .policy(prefill, decode, KvSpec.Fidelity.REFERENCE)
                .sizes(capacity, window, recent)
                .build();
    }
}
