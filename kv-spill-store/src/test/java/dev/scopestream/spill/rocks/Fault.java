package dev.scopestream.spill.rocks;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.TokenMark;
import dev.scopestream.spill.format.BlockCodec;
import dev.scopestream.spill.format.BlockCodecTest;
import dev.scopestream.spill.format.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** Ways in which a stored block can be wrong, and the reasons that may be given for each. */
enum Fault {
    BIT_FLIP(
            MissReason.WRONG_MAGIC,
            MissReason.UNKNOWN_VERSION,
            MissReason.TORN,
            MissReason.BAD_SHAPE,
            MissReason.BAD_CHECKSUM) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            byte[] wrong = value.clone();
            int bit = random.nextInt(wrong.length * 8);
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            return wrong;
        }
    },
    TRUNCATION(MissReason.TORN) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            return Arrays.copyOf(value, random.nextInt(value.length));
        }
    },
    TRAILING_BYTES(MissReason.BAD_SHAPE) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            return Arrays.copyOf(value, value.length + 1 + random.nextInt(64));
        }
    },
    NOISE_WITHIN(
            MissReason.WRONG_MAGIC,
            MissReason.UNKNOWN_VERSION,
            MissReason.TORN,
            MissReason.BAD_SHAPE,
            MissReason.BAD_CHECKSUM) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            byte[] wrong = value.clone();
            int at = random.nextInt(wrong.length);
            wrong[at] ^= (byte) (1 + random.nextInt(255));
            for (int i = at + 1; i < Math.min(wrong.length, at + random.nextInt(200)); i++) {
                wrong[i] = (byte) random.nextInt();
            }
            return wrong;
        }
    },
    OTHER_FORMAT(MissReason.WRONG_MAGIC, MissReason.TORN) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            byte[] wrong = new byte[random.nextInt(2000)];
            random.nextBytes(wrong);
            return wrong;
        }
    },
    LATER_VERSION(MissReason.UNKNOWN_VERSION) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            byte[] wrong = value.clone();
            ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putShort(4, (short)
                    (Frame.VERSION + 1 + random.nextInt(1000)));
            BlockCodecTest.reseal(wrong);
            return wrong;
        }
    },
    OTHER_MODEL(MissReason.FOREIGN_MODEL) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            RequestIdentity mine = block.request();
            return moved(
                    block, new RequestIdentity(mine.requestId(), random.nextLong(), mine.policy()), block.address());
        }
    },
    OTHER_POLICY(MissReason.FOREIGN_POLICY) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            RequestIdentity mine = block.request();
            return moved(
                    block, new RequestIdentity(mine.requestId(), mine.model(), random.nextLong()), block.address());
        }
    },
    OTHER_REQUEST(MissReason.FOREIGN_REQUEST) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            RequestIdentity mine = block.request();
            String id = mine.requestId() + random.nextInt(1000);
            return moved(block, new RequestIdentity(id, mine.model(), mine.policy()), block.address());
        }
    },
    OTHER_LAYER(MissReason.MISPLACED) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            BlockAddress at = block.address();
            return moved(
                    block,
                    block.request(),
                    new BlockAddress(at.layer() + 1 + random.nextInt(100), at.head(), at.sequence()));
        }
    },
    OTHER_SEQUENCE(MissReason.MISPLACED) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            BlockAddress at = block.address();
            return moved(
                    block,
                    block.request(),
                    new BlockAddress(at.layer(), at.head(), at.sequence() + 1 + random.nextInt(1000)));
        }
    },
    OTHER_POSITIONS(MissReason.BAD_CHECKSUM) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            byte[] wrong = value.clone();
            int id = block.request().requestId().length();
            int at = Frame.HEADER_BYTES + 40 + id + 4 * random.nextInt(block.size());
            ByteBuffer view = ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN);
            view.putInt(at, view.getInt(at) + 1 + random.nextInt(100));
            return wrong;
        }
    },
    TOO_OLD(MissReason.EXPIRED) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            return BlockCodec.encode(block, random.nextInt());
        }
    },
    OTHER_TOKENS(MissReason.STALE_TOKENS) {
        @Override
        byte[] inject(byte[] value, KvBlock block, Random random) {
            TokenMark stale = new TokenMark(1 + random.nextInt(500), random.nextLong());
            return BlockCodec.encode(
                    SpillSamples.block(
                            block.request(),
                            block.address().layer(),
                            block.address().head(),
                            block.address().sequence(),
                            block.size(),
                            stale),
                    NEVER_EXPIRES);
        }
    };

    private static final long NEVER_EXPIRES = Long.MAX_VALUE / 2;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<MissReason> reasons;

    Fault(MissReason... reasons) {
        this.reasons = EnumSet.copyOf(Arrays.asList(reasons));
    }

    Set<MissReason> reasons() {
        return reasons;
    }

    /** What lies in the store instead of {@code value}, which is {@code block} as it was written. */
    abstract byte[] inject(byte[] value, KvBlock block, Random random);

    /** A sound value of another address: its content is the block of that address. */
    private static byte[] moved(KvBlock block, RequestIdentity request, BlockAddress to) {
        return BlockCodec.encode(
                SpillSamples.block(request, to.layer(), to.head(), to.sequence(), block.size()), NEVER_EXPIRES);
    }
}
