package dev.scopestream.scorer.stream;

import dev.scopestream.events.ForeignHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;

/** A result's {@link ForeignHeaders} in a request's state, until its reference comes: the accuracy event has them too. */
final class CarriedHeaders {
    private CarriedHeaders() {}

    /** Null where there are none. */
    static Bytes write(Headers headers) {
        List<Header> carried = ForeignHeaders.of(headers);
        if (carried.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(carried.size());
            for (Header header : carried) {
                out.writeUTF(header.key());
                Bytes value = header.value() == null ? null : Bytes.wrap(header.value());
                Binary.writeOptional(out, value, Binary::writeBytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    static Headers read(Bytes written) {
        RecordHeaders headers = new RecordHeaders();
        if (written == null) {
            return headers;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.get()))) {
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                String name = in.readUTF();
                Bytes value = Binary.readOptional(in, Binary::readBytes);
                headers.add(name, value == null ? null : value.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return headers;
    }
}
