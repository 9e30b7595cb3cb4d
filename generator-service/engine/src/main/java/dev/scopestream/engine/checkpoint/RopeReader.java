package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * config.json's rotary positions, by the rules of transformers: {@code rope_parameters} or the older {@code rope_scaling}
 * beside {@code rope_theta}, one for all layers or one for each type of layer. Two fields that contradict are an error.
 */
final class RopeReader {
    private static final String SLIDING = "sliding_attention";
    private static final String LOCAL_BASE = "rope_local_base_freq";
    private static final Set<String> LAYER_TYPES = Set.of("full_attention", SLIDING);
    private static final int MOST_TOKENS = 1 << 27;

    private final JsonFields json;
    private final FamilyRules family;
    private final int headDim;
    private final int context;
    private final JsonFields rope;

    /**
     * @param headDim elements of a head
     * @param context tokens of prompt and output together, as the file says it
     */
    RopeReader(JsonFields json, FamilyRules family, int headDim, int context) {
        this.json = json;
        this.family = family;
        this.headDim = headDim;
        this.context = context;
        this.rope = ropeObject();
    }

    /** Whether layers of different types have positions of their own. */
    boolean byType() {
        return nested() || family.localRopeTheta().isPresent() || !family.scalesSlidingLayers();
    }

    private boolean nested() {
        return rope != null && rope.node().properties().stream().anyMatch(f -> LAYER_TYPES.contains(f.getKey()));
    }

    /** The rotary positions of layers of a type: full_attention or sliding_attention. */
    Rope read(String layerType) {
        boolean local = layerType.equals(SLIDING) && family.localRopeTheta().isPresent();
        if (local && !nested()) {
            double theta =
                    json.number(LOCAL_BASE, 1, 1e12, family.localRopeTheta().getAsDouble());
            return new Rope(theta, headDim, new RopeScaling.None());
        }
        JsonFields parameters = parameters(layerType);
        double otherwise = local ? family.localRopeTheta().getAsDouble() : family.ropeTheta();
        double theta = local
                ? parameters.number("rope_theta", 1, 1e12, json.number(LOCAL_BASE, 1, 1e12, otherwise))
                : either(parameters, "rope_theta", 1, 1e12, otherwise);
        double share = either(parameters, "partial_rotary_factor", 0, 1, 1);
        int dimensions = (int) (headDim * share);
        if (share != 1 && !family.rotatesPartly()) {
            throw json.error("partial_rotary_factor", "other than 1 isn't supported for " + family.modelType());
        }
        if (dimensions < 2 || dimensions % 2 != 0) {
            throw json.error("partial_rotary_factor", "= " + share + " must give an even number of elements that turn");
        }
        boolean scaled = nested() || family.scalesSlidingLayers() || !layerType.equals(SLIDING);
        RopeScaling scaling = parameters == null || !scaled
                ? new RopeScaling.None()
                : new RopeScalingReader(parameters, originalContext(parameters), context, dimensions).read();
        return new Rope(theta, dimensions, scaling);
    }

    private JsonFields ropeObject() {
        boolean both = json.has("rope_parameters") && json.has("rope_scaling");
        if (both && !json.node().get("rope_parameters").equals(json.node().get("rope_scaling"))) {
            throw json.error("rope_scaling", "and rope_parameters differ: keep only the one that holds");
        }
        String field = json.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        return json.has(field) ? json.object(field) : null;
    }

    private JsonFields parameters(String layerType) {
        if (rope == null) {
            return null;
        }
        Set<String> objects = new TreeSet<>();
        rope.node().properties().forEach(field -> {
            if (field.getValue().isObject() || LAYER_TYPES.contains(field.getKey())) {
                objects.add(field.getKey());
            }
        });
        if (objects.isEmpty()) {
            return rope;
        }
        if (objects.size() < rope.node().size() || !LAYER_TYPES.containsAll(objects)) {
            throw rope.error(
                    objects.toString(),
                    "isn't supported: it holds either one object for each of " + new TreeSet<>(LAYER_TYPES)
                            + ", or the parameters of all layers");
        }
        return rope.object(layerType);
    }

    /** A number that stands in the rope's object or beside it; equal in both. */
    private double either(JsonFields parameters, String field, double least, double most, double otherwise) {
        double outer = json.number(field, least, most, otherwise);
        if (parameters == null || !parameters.has(field)) {
            return outer;
        }
        double inner = parameters.number(field, least, most);
        if (json.has(field) && inner != outer) {
            throw parameters.error(
                    field, "= " + inner + " differs from " + outer + " outside of it: keep only the one that holds");
        }
        return inner;
    }

    private int originalContext(JsonFields parameters) {
        String field = "original_max_position_embeddings";
        JsonNode outer = json.node().path(field);
        int otherwise = json.integer(field, 1, MOST_TOKENS, family.originalContext(context));
        int inner = parameters.integer(field, 1, MOST_TOKENS, otherwise);
        if (json.has(field) && inner != otherwise) {
            throw parameters.error(field, "= " + inner + " differs from " + outer + " outside of it");
        }
        return inner;
    }
}
