package dev.scopestream.generator.spill;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Damages half of the blocks of a spill directory that nobody has open: flipped bits, cut ends, another block's bytes. */
final class DamagedBlocks {
    private static final String BLOCKS = "blocks";

    private DamagedBlocks() {}

    /** How many were damaged. */
    static int in(Path database, Random random) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, database.toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.open(options, database.toString(), families, handles)) {
            int damaged = 0;
            for (ColumnFamilyHandle family : handles) {
                if (new String(family.getName(), StandardCharsets.UTF_8).equals(BLOCKS)) {
                    damaged += damage(db, family, random);
                }
            }
            return damaged;
        }
    }

    private static int damage(RocksDB db, ColumnFamilyHandle family, Random random) throws RocksDBException {
        List<byte[]> keys = new ArrayList<>();
        try (RocksIterator all = db.newIterator(family)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                keys.add(all.key());
            }
        }
        int damaged = 0;
        for (byte[] key : keys) {
            if (random.nextBoolean()) {
                byte[] value = db.get(family, key);
                byte[] other = db.get(family, keys.get(random.nextInt(keys.size())));
                byte[] wrong =
                        switch (random.nextInt(3)) {
                            case 0 -> flipped(value, random.nextInt(value.length * Byte.SIZE));
                            case 1 -> Arrays.copyOf(value, random.nextInt(value.length));
                            default -> other;
                        };
                db.put(family, key, wrong);
                damaged += Arrays.equals(wrong, value) ? 0 : 1;
            }
        }
        return damaged;
    }

    private static byte[] flipped(byte[] value, int bit) {
        byte[] wrong = value.clone();
        wrong[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return wrong;
    }
}
