package dev.scopestream.door.http;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.request.RefusedException;
import io.micronaut.http.HttpRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A form with a file (RFC 7578), which goes to the disk as it comes.
 *
 * @param fields of the form, without the file
 * @param filename as its sender named it
 * @param content the file, in the directory for this upload, whose owner may move it
 */
record Upload(Map<String, String> fields, String filename, Path content) {
    private static final long IN_MEMORY = 1 << 14;
    private static final int STEP = 1 << 16;
    private static final int LONGEST_FIELD = 1000;
    private static final String UNREADABLE = "the body is no multipart/form-data that can be read";

    /**
     * Reads the body to its end.
     *
     * @param directory for the file and for parts of it, which stay there when the disk is full
     * @param largest bytes that the file may have
     * @throws RefusedException when it is no such form, breaks off, or the file is too large
     * @throws IOException when the disk refuses it
     */
    static Upload read(HttpRequest<?> http, InputStream body, Path directory, long largest) throws IOException {
        if (http.getContentLength() > largest + BodyLimit.BESIDES) {
            throw tooLarge(largest);
        }
        DefaultHttpDataFactory factory = new DefaultHttpDataFactory(IN_MEMORY);
        factory.setBaseDir(directory.toString());
        factory.setDeleteOnExit(false);
        DefaultHttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, http.getPath());
        head.headers().set("content-type", String.valueOf(http.getHeaders().get("Content-Type")));
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            if (!HttpPostRequestDecoder.isMultipart(head)) {
                throw RefusedException.wrong("the body must be multipart/form-data that says its boundary", null);
            }
            decoder = new HttpPostMultipartRequestDecoder(factory, head);
            decode(decoder, body, largest);
            return taken(decoder, directory, largest);
        } catch (DecoderException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw RefusedException.wrong(UNREADABLE + ": " + e.getMessage(), null);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException e) {
            throw RefusedException.wrong(UNREADABLE, null); // as Netty's parser meets what it doesn't expect
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static void decode(HttpPostMultipartRequestDecoder decoder, InputStream body, long largest)
            throws IOException {
        byte[] step = new byte[STEP];
        long total = 0;
        for (int n = read(body, step); n >= 0; n = read(body, step)) {
            total += n;
            if (total > largest + BodyLimit.BESIDES) {
                throw tooLarge(largest);
            }
            decoder.offer(new DefaultHttpContent(Unpooled.copiedBuffer(step, 0, n)));
        }
        decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static int read(InputStream body, byte[] step) {
        try {
            return body.read(step);
        } catch (IOException e) {
            throw RefusedException.wrong("the body broke off", null);
        }
    }

    private static Upload taken(HttpPostMultipartRequestDecoder decoder, Path directory, long largest)
            throws IOException {
        Map<String, String> fields = new TreeMap<>();
        FileUpload file = null;
        for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
            if (part instanceof Attribute field) {
                if (field.length() > LONGEST_FIELD || fields.put(field.getName(), field.getValue()) != null) {
                    throw RefusedException.wrong("a field is there twice, or too long", null);
                }
            } else if (part instanceof FileUpload upload && upload.getName().equals("file") && file == null) {
                file = upload;
            } else {
                throw RefusedException.wrong("the form must have one file, by the name file", "file");
            }
        }
        if (file == null || !file.isCompleted()) {
            throw RefusedException.wrong("file: is missing, or not whole", "file");
        }
        if (file.length() == 0) {
            throw RefusedException.wrong("file: is empty", "file");
        }
        if (file.length() > largest) {
            throw tooLarge(largest);
        }
        Path content = directory.resolve(UUID.randomUUID() + ".tmp");
        if (!file.renameTo(content.toFile()) || !Files.exists(content)) {
            throw new IOException("the disk didn't take the file");
        }
        return new Upload(fields, file.getFilename(), content);
    }

    private static RefusedException tooLarge(long largest) {
        return new RefusedException(OpenAiError.invalid(
                413,
                "file: has more than " + largest + " bytes, as many as a file may have (scope.door.files.file-bytes)",
                "file",
                "file_too_large"));
    }
}
