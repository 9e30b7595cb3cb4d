package dev.scopestream.engine.program;

import dev.scopestream.engine.program.layout.LayoutSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the program's modules into the archive format that PyTorch loads: a zip of stored entries. */
public final class ProgramArchive {
    /** The module whose class {@code Program} has the methods that Java calls. */
    private static final String MAIN = "program";
    /** The module whose class {@code Trainer} is a step of training. */
    private static final String TRAINING = "training";

    private static final String LAYOUT = "layout";
    /** Version of the operators' meanings, as PyTorch 2.7 writes it. */
    private static final String OPERATORS = "10\n";

    private ProgramArchive() {}

    /** The archive of the methods that Java calls, with score functions of policies. */
    static byte[] bytes(ScoreFunctions functions) {
        return bytes(MAIN, "Program", modules(functions));
    }

    /** The archive of a step of training: it isn't a part of the program. */
    public static byte[] training() {
        return bytes(TRAINING, "Trainer", modules(TRAINING, new LinkedHashMap<>()));
    }

    /** The archive of one module without attributes (but {@code training}, false). */
    private static byte[] bytes(String main, String className, Map<String, String> modules) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", pickle(ProgramText.PACKAGE + main, className));
            for (Map.Entry<String, String> module : modules.entrySet()) {
                String code = new ProgramText(module.getKey(), module.getValue()).qualified();
                store(zip, "code/__torch__/scope/" + module.getKey() + ".py", code.getBytes(StandardCharsets.UTF_8));
            }
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "version", OPERATORS.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** SHA-256 (hex) of the program without score functions: what another version of it computes may differ. */
    public static String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(modules(ScoreFunctions.NONE).toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The texts of the main module and all that it imports, directly or not, by name. */
    static Map<String, String> modules(ScoreFunctions functions) {
        Map<String, String> generated = new LinkedHashMap<>(functions.modules());
        generated.put(LAYOUT, LayoutSource.text());
        return modules(MAIN, generated);
    }

    private static Map<String, String> modules(String main, Map<String, String> generated) {
        Map<String, String> texts = new LinkedHashMap<>();
        Deque<String> names = new ArrayDeque<>(List.of(main));
        while (!names.isEmpty()) {
            String name = names.pop();
            if (!texts.containsKey(name)) {
                String text = generated.containsKey(name) ? generated.get(name) : read(name);
                texts.put(name, text);
                names.addAll(new ProgramText(name, text).imports());
            }
        }
        return texts;
    }

    private static String read(String name) {
        try (InputStream text = ProgramArchive.class.getResourceAsStream("scope/" + name + ".py")) {
            if (text == null) {
                throw new IllegalStateException("the program imports scope/" + name + ".py, which isn't there");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pickle protocol 2 of: an instance of the class with the attribute training = False. */
    private static byte[] pickle(String module, String className) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes(("c" + module + "\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x89, 's', 'b', '.'});
        return pickle.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Writes the archive to a file, to be loaded with {@code torch.jit.load} in Python. */
    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of(arguments[0]), bytes(ScoreFunctions.NONE));
    }
}
