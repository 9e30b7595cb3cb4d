package dev.scopestream.scorer.answer;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact rational number, in lowest terms with a denominator above 0: equal when the values are, however written. */
record Quantity(BigInteger numerator, BigInteger denominator) implements Comparable<Quantity> {
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    /** @throws ArithmeticException when the denominator is 0 */
    public Quantity {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("a quotient's denominator is 0");
        }
        BigInteger divisor = numerator.gcd(denominator).multiply(BigInteger.valueOf(denominator.signum()));
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
    }

    static Quantity of(long value) {
        return new Quantity(BigInteger.valueOf(value), BigInteger.ONE);
    }

    static Quantity of(BigDecimal value) {
        return value.scale() > 0
                ? new Quantity(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                : new Quantity(value.toBigIntegerExact(), BigInteger.ONE);
    }

    Quantity negated() {
        return new Quantity(numerator.negate(), denominator);
    }

    Quantity plus(Quantity other) {
        return new Quantity(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Quantity over(Quantity other) {
        return new Quantity(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    Quantity times(long factor) {
        return new Quantity(numerator.multiply(BigInteger.valueOf(factor)), denominator);
    }

    Quantity times(Quantity factor) {
        return new Quantity(numerator.multiply(factor.numerator), denominator.multiply(factor.denominator));
    }

    /** @throws ArithmeticException for a negative power of zero */
    Quantity power(int exponent) {
        int count = Math.abs(exponent);
        Quantity power = new Quantity(numerator.pow(count), denominator.pow(count));
        return exponent < 0 ? of(1).over(power) : power;
    }

    /** Bits of the larger part: what an operation on it costs. */
    int size() {
        return Math.max(numerator.bitLength(), denominator.bitLength());
    }

    @Override
    public int compareTo(Quantity other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    boolean isNegative() {
        return numerator.signum() < 0;
    }

    boolean isZero() {
        return numerator.signum() == 0;
    }

    /** Plain decimal text where that ends, else {@code a/b}. One text per value. */
    @Override
    public String toString() {
        if (isWhole()) {
            return numerator.toString();
        }
        BigInteger odd = without(denominator.shiftRight(denominator.getLowestSetBit()), FIVE);
        return odd.equals(BigInteger.ONE)
                ? new BigDecimal(numerator).divide(new BigDecimal(denominator)).toPlainString()
                : numerator + "/" + denominator;
    }

    private static BigInteger without(BigInteger value, BigInteger factor) {
        BigInteger rest = value;
        for (BigInteger[] step = rest.divideAndRemainder(factor);
                step[1].signum() == 0;
                step = rest.divideAndRemainder(factor)) {
            rest = step[0];
        }
        return rest;
    }
}
