package dev.scopestream.cli.common;

import java.io.IOException;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Plots as files. */
public final class ChartFiles {
    private static final int DPI = 144;

    private ChartFiles() {}

    /** Writes {@code NAME.svg} and {@code NAME.png}; gives the name of the latter. */
    public static String save(Path directory, String name, Chart<?, ?> chart) throws IOException {
        String file = directory.resolve(name).toString();
        VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmapWithDPI(chart, file, BitmapFormat.PNG, DPI);
        return name + ".png";
    }
}
