package dev.scopestream.engine.text;

import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELResolver;

/** What a chat template may do and how its library is set, for one rendering. */
final class TemplateLimits {
    private static final long MOST_OUTPUT = 32L << 20;
    private static final int MOST_DEPTH = 64;
    private static final int MOST_ELEMENTS = 100_000;
    private static final int MOST_STEPS = 2_000_000;

    private TemplateLimits() {}

    /** A fresh configuration: it counts the steps of one rendering. */
    static JinjavaConfig config() {
        return JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withElResolver(resolver())
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(PythonStrings.LONGEST)
                .withMaxRenderDepth(MOST_DEPTH)
                .withMaxMacroRecursionDepth(MOST_DEPTH)
                .withMaxListSize(MOST_ELEMENTS)
                .withMaxMapSize(MOST_ELEMENTS)
                .withRangeLimit(MOST_ELEMENTS)
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withKeepNullableLoopValues(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .build())
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor(new Guard())
                        .build())
                .build();
    }

    private static ELResolver resolver() {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonStrings());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
        return resolver;
    }

    /** Counts steps, and refuses the loops that the library would run without their condition or their else. */
    private static final class Guard implements BiConsumer<Node, JinjavaInterpreter> {
        private int steps;

        @Override
        public void accept(Node node, JinjavaInterpreter interpreter) {
            if (++steps > MOST_STEPS) {
                throw new TemplateFunctions.Unsupported("more than " + MOST_STEPS + " steps");
            }
            if (node instanceof TagNode tag && tag.getName().equals("for")) {
                String loop = " " + tag.getHelpers() + " ";
                if (loop.contains(" if ") && !loop.contains(" else ")) {
                    throw new TemplateFunctions.Unsupported("a loop with a condition (for ... if)");
                }
                if (tag.getChildren().stream()
                        .anyMatch(n -> n instanceof TagNode t && t.getName().equals("else"))) {
                    throw new TemplateFunctions.Unsupported("a loop with an else");
                }
            }
        }
    }
}
