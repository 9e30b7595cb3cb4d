package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The scaling in one object of rope parameters, as transformers' modeling_rope_utils computes it. */
final class RopeScalingReader {
    private static final double MOST = 1e6;
    private static final Set<String> OF_SCALINGS = Set.of(
            "factor", "short_factor", "long_factor", "low_freq_factor", "high_freq_factor", "beta_fast", "beta_slow");
    private static final Set<String> UNKNOWN = Set.of("mrope_section", "short_mscale", "long_mscale");

    private final JsonFields rope;
    private final int originalContext;
    private final int context;
    private final int dimensions;

    /**
     * @param originalContext tokens of the context before scaling
     * @param context tokens of the context after it
     * @param dimensions elements of a head that turn
     */
    RopeScalingReader(JsonFields rope, int originalContext, int context, int dimensions) {
        this.rope = rope;
        this.originalContext = originalContext;
        this.context = context;
        this.dimensions = dimensions;
    }

    RopeScaling read() {
        UNKNOWN.stream().filter(rope::has).sorted().forEach(field -> {
            throw rope.error(field, "isn't supported");
        });
        return switch (type()) {
            case "default" -> new RopeScaling.None();
            case "linear" -> linear();
            case "dynamic" -> dynamic();
            case "llama3" -> llama3();
            case "yarn" -> yarn();
            case "longrope", "su" -> longRope();
            default ->
                throw rope.error(
                        "rope_type",
                        "'" + type()
                                + "' isn't supported; supported are: default, linear, dynamic, llama3, yarn, longrope");
        };
    }

    private String type() {
        String old = rope.text("type", "");
        String type = rope.text("rope_type", old);
        if (rope.has("type") && !type.equals(old)) {
            throw rope.error("rope_type", "'" + type + "' differs from type '" + old + "'");
        }
        if (type.isEmpty()) {
            OF_SCALINGS.stream().filter(rope::has).sorted().findFirst().ifPresent(field -> {
                throw rope.error("rope_type", "is missing, but " + field + " is there");
            });
            return "default";
        }
        return type;
    }

    private double factor() {
        return rope.number("factor", 1, MOST);
    }

    private RopeScaling linear() {
        double factor = factor();
        return factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);
    }

    /** Its original context is max_position_embeddings, whatever else the file says. */
    private RopeScaling dynamic() {
        double factor = factor();
        if (dimensions < 4) {
            throw rope.error("rope_type", "'dynamic' needs at least 4 elements of a head that turn");
        }
        return factor == 1 ? new RopeScaling.None() : new RopeScaling.Dynamic(factor, context);
    }

    private RopeScaling llama3() {
        RopeScaling.Llama3 scaling = new RopeScaling.Llama3(
                factor(),
                rope.number("low_freq_factor", 1e-6, MOST),
                rope.number("high_freq_factor", 1e-6, MOST),
                originalContext);
        if (scaling.highFrequencyFactor() <= scaling.lowFrequencyFactor()) {
            throw rope.error("high_freq_factor", "must be above low_freq_factor");
        }
        return scaling;
    }

    private RopeScaling yarn() {
        double factor = factor();
        double attention = RopeScaling.Yarn.magnitude(factor, 1);
        if (positive("mscale") && positive("mscale_all_dim")) {
            attention = RopeScaling.Yarn.magnitude(factor, rope.number("mscale", 0, MOST))
                    / RopeScaling.Yarn.magnitude(factor, rope.number("mscale_all_dim", 0, MOST));
        }
        return new RopeScaling.Yarn(
                factor,
                originalContext,
                positive("beta_fast") ? rope.number("beta_fast", 0, MOST) : 32,
                positive("beta_slow") ? rope.number("beta_slow", 0, MOST) : 1,
                rope.flag("truncate", true),
                rope.number("attention_factor", 0, MOST, attention));
    }

    private boolean positive(String field) {
        return rope.number(field, 0, MOST, 0) > 0;
    }

    private RopeScaling longRope() {
        if (originalContext < 2) {
            throw rope.error("original_max_position_embeddings", "must be at least 2 for longrope");
        }
        double factor = rope.number("factor", 1, MOST, (double) context / originalContext);
        double attention = RopeScaling.LongRope.magnitude(factor, originalContext);
        return new RopeScaling.LongRope(
                factors("short_factor"),
                factors("long_factor"),
                originalContext,
                rope.number("attention_factor", 0, MOST, attention));
    }

    private List<Float> factors(String field) {
        JsonNode list = rope.node().path(field);
        if (!list.isArray() || list.size() != dimensions / 2) {
            throw rope.error(field, "must list " + dimensions / 2 + " numbers");
        }
        List<Float> factors = new ArrayList<>();
        for (JsonNode factor : list) {
            if (!factor.isNumber() || !(factor.doubleValue() >= 1e-6 && factor.doubleValue() <= MOST)) {
                throw rope.error(field, "holds " + JsonFields.brief(factor) + ", which is no number from 1e-6 to 1e6");
            }
            factors.add((float) factor.doubleValue());
        }
        return List.copyOf(factors);
    }
}
