package dev.scopestream.cli.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A heat map's numbers, as means over cells of equal size: at most {@value #CELLS} in each direction. */
final class HeatGrid {
    private static final int CELLS = 96;
    /** On an axis, at most. */
    private static final int LABELS = 12;

    private static final int WIDTH = 900;
    private static final int HEIGHT = 700;
    /** From little to much, also in black and white. */
    private static final Color[] COLORS = {
        new Color(0xFFFFE5), new Color(0xFEC44F), new Color(0xD95F0E), new Color(0x662506), new Color(0x1A0A02)
    };

    private final int columns;
    private final int rows;
    private final int width;
    private final int height;
    private final double[][] sums;
    private final long[][] counts;

    /**
     * An empty grid.
     *
     * @param columns positions from left to right, and {@code rows} from bottom to top
     */
    HeatGrid(int columns, int rows) {
        this(cells(columns), cells(rows), size(columns), size(rows));
    }

    private HeatGrid(int columns, int rows, int width, int height) {
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.height = height;
        this.sums = new double[columns][rows];
        this.counts = new long[columns][rows];
    }

    /** Positions in a cell. */
    private static int size(int positions) {
        return (positions + CELLS - 1) / CELLS;
    }

    private static int cells(int positions) {
        return (positions + size(positions) - 1) / size(positions);
    }

    void add(int column, int row, double value) {
        sums[column / width][row / height] += value;
        counts[column / width][row / height]++;
    }

    /** Mean of a cell's values; NaN: it has none. */
    double mean(int column, int row) {
        return counts[column / width][row / height] == 0
                ? Double.NaN
                : sums[column / width][row / height] / counts[column / width][row / height];
    }

    /** The decimal logarithms of the cells' means, of {@code least} where a mean is below. */
    HeatGrid logarithms(double least) {
        HeatGrid logs = new HeatGrid(columns, rows, width, height);
        for (int c = 0; c < columns; c++) {
            for (int r = 0; r < rows; r++) {
                if (counts[c][r] > 0) {
                    logs.sums[c][r] = Math.log10(Math.max(least, sums[c][r] / counts[c][r]));
                    logs.counts[c][r] = 1;
                }
            }
        }
        return logs;
    }

    /**
     * The picture.
     *
     * @param firstColumn what the first column's number is on the axis; likewise {@code firstRow}
     * @param least of the scale; cells below have its colour, and those without a value none
     */
    HeatMapChart chart(String title, String x, String y, int firstColumn, int firstRow, double least, double most) {
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler()
                .setPiecewise(false)
                .setRangeColors(COLORS)
                .setMin(least)
                .setMax(most)
                .setDrawBorder(false)
                .setShowValue(false);
        List<Number[]> cells = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            for (int r = 0; r < rows; r++) {
                if (counts[c][r] > 0) {
                    double value = Math.max(least, Math.min(most, sums[c][r] / counts[c][r]));
                    cells.add(new Number[] {c, r, value});
                }
            }
        }
        chart.addSeries(title, labels(columns, width, firstColumn), labels(rows, height, firstRow), cells);
        return chart;
    }

    /** Of some cells their first position, of the others a blank (none may be empty): labels don't cover each other. */
    private static List<String> labels(int cells, int size, int first) {
        int every = (cells + LABELS - 1) / LABELS;
        return IntStream.range(0, cells)
                .mapToObj(i -> i % every == 0 ? String.valueOf(first + i * size) : " ")
                .toList();
    }
}
