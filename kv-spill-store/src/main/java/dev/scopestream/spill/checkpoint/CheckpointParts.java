package dev.scopestream.spill.checkpoint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** What writing and reading of a checkpoint's parts have in common. */
final class CheckpointParts {
    /** Bytes of a part before compression: below the usual limit of a record, 1 MiB. */
    static final int PART_BYTES = 512 << 10;
    /** Index, bytes, stored bytes, checksum. */
    static final int LEAD_BYTES = 16;

    private CheckpointParts() {}

    /** CRC32C of a lead without its checksum, and of the stored bytes. */
    static int checksum(ByteBuffer lead, ByteBuffer stored) {
        CRC32C crc = new CRC32C();
        crc.update(lead.slice(0, LEAD_BYTES - Integer.BYTES));
        crc.update(stored.duplicate());
        return (int) crc.getValue();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
