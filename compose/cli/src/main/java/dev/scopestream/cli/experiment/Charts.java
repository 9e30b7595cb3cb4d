package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.ChartFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Plots of the points, each as SVG and PNG. Horizontal: bytes in percent of the full cache's. */
final class Charts {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;
    /** Lines that a person can still tell apart, each over budgets. */
    private static final List<String> LINES = List.of(
            "allkv+none",
            "allkv+slide",
            "allkv+adaptive",
            "allkv+discontinuous",
            "h2o+h2o",
            "h2o+h2o, the whole prompt's bytes",
            "snapkv+none",
            "snapkv+slide",
            "snapkv+slide with recall",
            "streamingllm+slm");

    private final Path directory;
    private final List<Point> points;

    Charts(Path directory, List<Point> points) {
        this.directory = directory;
        this.points = points.stream()
                .filter(p -> !p.outcome().scores().isEmpty() && Double.isFinite(p.share()))
                .toList();
    }

    /** Writes all; gives the names of the PNG files. */
    List<String> write() throws IOException {
        List<String> names = new ArrayList<>();
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        LINES.forEach(line -> points.stream()
                .filter(p -> p.cell().pair().equals(line))
                .forEach(
                        p -> lines.computeIfAbsent(line, l -> new ArrayList<>()).add(p)));
        Map<String, List<Point>> byDecode = new LinkedHashMap<>();
        points.forEach(p -> byDecode.computeIfAbsent(
                        p.cell().decode() + (p.cell().recall() ? " with recall" : ""), d -> new ArrayList<>())
                .add(p));
        names.add(
                save("accuracy", chart("Right answers, with standard errors", "%", lines, Point::score, p -> p.outcome()
                        .aligned()
                        .error())));
        names.add(save(
                "pairs",
                scattered(
                        chart("Right answers, all pairs of policies by decode policy", "%", byDecode, Point::score))));
        names.add(save("speed", scattered(chart("Decode speed of a request", "tokens/s", byDecode, p -> p.outcome()
                .tokensPerSecond()))));
        names.add(save("length", scattered(chart("Length of the output", "tokens", byDecode, p -> p.outcome()
                .tokens()))));
        return names;
    }

    private static XYChart chart(
            String title, String unit, Map<String, List<Point>> series, ToDoubleFunction<Point> height) {
        return chart(title, unit, series, height, p -> Double.NaN);
    }

    private static XYChart chart(
            String title,
            String unit,
            Map<String, List<Point>> series,
            ToDoubleFunction<Point> height,
            ToDoubleFunction<Point> error) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("KV bytes, % of the full cache's")
                .yAxisTitle(unit)
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
        series.forEach((name, all) -> add(chart, name, all, height, error));
        return chart;
    }

    private static void add(
            XYChart chart,
            String name,
            List<Point> all,
            ToDoubleFunction<Point> height,
            ToDoubleFunction<Point> error) {
        List<Point> known = all.stream()
                .filter(p -> Double.isFinite(height.applyAsDouble(p)))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        Function<ToDoubleFunction<Point>, double[]> values =
                of -> known.stream().mapToDouble(of).toArray();
        double[] errors = values.apply(p -> Double.isFinite(error.applyAsDouble(p)) ? error.applyAsDouble(p) : 0);
        boolean bars = known.stream().anyMatch(p -> Double.isFinite(error.applyAsDouble(p)));
        if (bars) {
            chart.addSeries(name, values.apply(Point::share), values.apply(height), errors);
        } else {
            chart.addSeries(name, values.apply(Point::share), values.apply(height));
        }
    }

    private static XYChart scattered(XYChart chart) {
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        return chart;
    }

    private String save(String name, XYChart chart) throws IOException {
        return ChartFiles.save(directory, name, chart);
    }
}
