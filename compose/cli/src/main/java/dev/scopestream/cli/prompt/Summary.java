package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.events.ResultEvent;
import java.util.Locale;

/** A result in one line. */
final class Summary {
    private Summary() {}

    static String of(ResultEvent result) {
        double msPerToken = result.timings().timePerOutputTokenMs();
        int reasoning = result.usage().reasoningTokens();
        return String.format(
                Locale.ROOT,
                "[%s: %d + %d tokens%s%s, first after %.0f ms%s; %s, KV %s at most, %d entries evicted, %d recalled]",
                result.output().finishReason().wire(),
                result.usage().promptTokens(),
                result.usage().completionTokens(),
                reasoning > 0 ? String.format(Locale.ROOT, " (%d of reasoning)", reasoning) : "",
                result.choices().isEmpty() ? "" : " of " + result.choices().size() + " samples",
                result.timings().timeToFirstTokenMs(),
                msPerToken > 0 ? String.format(Locale.ROOT, ", then %.1f tokens/s", 1000 / msPerToken) : "",
                result.kv().policy().name(),
                Amounts.bytes((double) result.kv().memory().peakBytes()),
                result.kv().evictions().prefill() + result.kv().evictions().decode(),
                result.kv().recall().recalled());
    }
}
