package dev.scopestream.client.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file that has one document per line of JSON. */
final class DocumentLines {
    private DocumentLines() {}

    /** Makes a document of a line's JSON. */
    @FunctionalInterface
    interface Reader {
        /**
         * @param number index of the line, from 0
         * @throws DatasetException when the line isn't a document
         */
        Document read(JsonNode node, int number);
    }

    /**
     * All documents in the order of the lines.
     *
     * @param bad gets the lines that aren't documents
     * @throws DatasetException when the file can't be opened or has no document
     */
    static List<Document> read(Path file, BadLines bad, Reader reader) {
        List<Document> documents = new ArrayList<>();
        String source = String.valueOf(file.getFileName());
        JsonLines.read(file, bad, (node, line) -> {
            try {
                documents.add(reader.read(node, (int) line - 1));
            } catch (DatasetException e) {
                bad.add(source, line, e.getMessage());
            }
        });
        if (documents.isEmpty()) {
            throw new DatasetException(file + " has no document"
                    + (bad.count() == 0
                            ? ""
                            : "; first of " + bad.count() + " bad lines: "
                                    + bad.first().get(0)));
        }
        return documents;
    }
}
