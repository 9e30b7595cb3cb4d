package dev.scopestream.engine.program.layout;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the program's module {@code layout}: a named tuple for each layout, and the function that makes it. */
public final class LayoutSource {
    private static final String TENSOR = "Tensor";
    private static final String INT = "int";

    private final StringBuilder text = new StringBuilder();

    private LayoutSource() {}

    /** The module's text. */
    public static String text() {
        LayoutSource source = new LayoutSource();
        source.weights();
        source.pool();
        source.step();
        return source.text.toString();
    }

    private void weights() {
        tuple("Matrix", MatrixField.values(), f -> TENSOR);
        text.append("def matrix(tensors: List[Tensor], at: int) -> Matrix:\n    return Matrix(")
                .append(list(MatrixField.values(), i -> "tensors[at + " + i + "]"))
                .append(")\n\n");
        tuple("LayerOptions", LayerOption.values(), f -> INT);
        text.append("def layer_options(numbers: List[int]) -> LayerOptions:\n    return LayerOptions(")
                .append(list(LayerOption.values(), i -> "numbers[" + i + "]"))
                .append(")\n\n");
        begin("LayerWeights");
        member("options", "LayerOptions", "its numbers");
        members(LayerField.values(), LayoutSource::weightType);
        text.append("def layer_weights(tensors: List[Tensor], numbers: List[int]) -> LayerWeights:\n")
                .append("    return LayerWeights(layer_options(numbers), ")
                .append(weightList(LayerField.values()))
                .append(")\n\n");
        tuple("ModelShape", ModelDimension.values(), f -> INT);
        text.append("def model_shape(numbers: List[int]) -> ModelShape:\n    return ModelShape(")
                .append(list(ModelDimension.values(), i -> "numbers[" + i + "]"))
                .append(")\n\n");
        begin("Model");
        member("shape", "ModelShape", "its dimensions");
        List.of(ModelNumber.values()).forEach(f -> member(f.field(), "float", f.description()));
        member("layers", "List[LayerWeights]", "from the first to the last");
        members(ModelField.values(), LayoutSource::weightType);
        text.append("def model(layers: List[LayerWeights], tensors: List[Tensor], numbers: List[int], ")
                .append("reals: List[float]) -> Model:\n    return Model(model_shape(numbers), ")
                .append(list(ModelNumber.values(), i -> "reals[" + i + "]"))
                .append(", layers, ")
                .append(weightList(ModelField.values()))
                .append(")\n\n");
    }

    private void pool() {
        tuple("Pool", PoolField.values(), f -> TENSOR);
        text.append("def pool(tensors: List[Tensor]) -> Pool:\n    return Pool(")
                .append(list(PoolField.values(), i -> "tensors[" + i + "]"))
                .append(")\n\n");
        for (int dimension = 0; dimension < 2; dimension++) {
            int rows = dimension;
            String state = Arrays.stream(PoolField.values())
                    .filter(f -> f.isState() && f.dimensions().indexOf(PoolDimension.ROWS) == rows)
                    .map(f -> "pool." + f.field())
                    .collect(Collectors.joining(", "));
            text.append("def ")
                    .append(rows == 0 ? "by_row" : "by_layer")
                    .append("(pool: Pool) -> List[Tensor]:\n    \"\"\"State whose dimension ")
                    .append(rows)
                    .append(" counts rows.\"\"\"\n    return [")
                    .append(state)
                    .append("]\n\n");
        }
    }

    private void step() {
        tuple("StepPlan", PlanRow.values(), f -> TENSOR);
        text.append("def step_plan(table: Tensor, layers: int) -> StepPlan:\n    return StepPlan(")
                .append(Arrays.stream(PlanRow.values())
                        .map(row -> row.perLayer()
                                ? "table.narrow(0, " + offset(PlanRow.values(), row, 0) + ", layers)"
                                : "table.select(0, " + offset(PlanRow.values(), row, 0) + ")")
                        .collect(Collectors.joining(", ")))
                .append(")\n\n");
        tuple("Rates", RateRow.values(), f -> TENSOR);
        text.append("def rates(table: Tensor) -> Rates:\n    return Rates(")
                .append(list(RateRow.values(), i -> "table.select(0, " + i + ")"))
                .append(")\n\n");
        tuple("StepCounts", StepCount.values(), f -> f.perLayer() ? "List[int]" : INT);
        text.append("def step_counts(numbers: List[int], layers: int) -> StepCounts:\n    return StepCounts(")
                .append(Arrays.stream(StepCount.values())
                        .map(count -> "numbers[" + offset(StepCount.values(), count, 0)
                                + (count.perLayer() ? ":" + offset(StepCount.values(), count, 1) : "") + "]")
                        .collect(Collectors.joining(", ")))
                .append(")\n\n");
    }

    /** Rows before a position, as an expression of the number of layers. */
    private static <B extends LayerBlock> String offset(B[] all, B position, int after) {
        int single = LayerBlock.offset(all, position, 0);
        return "layers * " + (LayerBlock.offset(all, position, 1) - single + after) + " + " + single;
    }

    private static String weightType(WeightField field) {
        return field.isMatrix() ? "Matrix" : TENSOR;
    }

    private static String weightList(WeightField[] fields) {
        int[] at = new int[fields.length + 1];
        for (int i = 0; i < fields.length; i++) {
            at[i + 1] = at[i] + (fields[i].isMatrix() ? MatrixField.values().length : 1);
        }
        return list(fields, i -> fields[i].isMatrix() ? "matrix(tensors, " + at[i] + ")" : "tensors[" + at[i] + "]");
    }

    private static String list(Field[] fields, IntFunction<String> value) {
        return IntStream.range(0, fields.length).mapToObj(value).collect(Collectors.joining(", "));
    }

    private <F extends Field> void tuple(String name, F[] fields, Function<F, String> type) {
        begin(name);
        members(fields, type);
    }

    private void begin(String name) {
        text.append("class ").append(name).append("(NamedTuple):\n");
    }

    private <F extends Field> void members(F[] fields, Function<F, String> type) {
        List.of(fields).forEach(f -> member(f.field(), type.apply(f), f.description()));
        text.append('\n');
    }

    private void member(String name, String type, String description) {
        text.append("    # ")
                .append(description)
                .append("\n    ")
                .append(name)
                .append(" : ")
                .append(type)
                .append('\n');
    }
}
