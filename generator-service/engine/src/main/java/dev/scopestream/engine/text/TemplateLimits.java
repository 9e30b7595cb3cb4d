package dev.scopestream.engine.text;

import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What a chat template may do, for one rendering. */
final class TemplateLimits {
    private static final long MOST_OUTPUT = 32L << 20;
    private static final int MOST_DEPTH = 64;
    private static final int MOST_ELEMENTS = 100_000;
    private static final int MOST_STEPS = 2_000_000;

    private TemplateLimits() {}

    /** A fresh configuration: it counts the steps of one rendering. */
    static JinjavaConfig config() {
        AtomicInteger steps = new AtomicInteger();
        return JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(MOST_OUTPUT)
                .withMaxRenderDepth(MOST_DEPTH)
                .withMaxMacroRecursionDepth(MOST_DEPTH)
                .withMaxListSize(MOST_ELEMENTS)
                .withMaxMapSize(MOST_ELEMENTS)
                .withRangeLimit(MOST_ELEMENTS)
                .withDisabled(Map.of(
                        Context.Library.TAG, Set.of("include", "import", "from", "extends"),
                        Context.Library.FUNCTION, Set.of("unixtimestamp")))
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withKeepNullableLoopValues(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .build())
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> {
                            if (steps.incrementAndGet() > MOST_STEPS) {
                                throw new TemplateFunctions.Refusal("it takes more than " + MOST_STEPS + " steps");
                            }
                        })
                        .build())
                .build();
    }
}
