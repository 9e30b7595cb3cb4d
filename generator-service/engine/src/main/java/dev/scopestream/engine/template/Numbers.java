package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Python's arithmetic of bool, int and float. */
final class Numbers {
    private static final MathContext EXACT_ENOUGH = new MathContext(60);

    private Numbers() {}

    static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    static boolean isInteger(Value value) {
        return value instanceof Value.Int || value instanceof Value.Bool;
    }

    /** Of an int or bool. */
    static BigInteger integer(Value value) {
        if (value instanceof Value.Bool bool) {
            return bool.value() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof Value.Int integer) {
            return integer.value();
        }
        throw TemplateException.runtime("'" + value.type() + "' object cannot be interpreted as an integer");
    }

    /** Of an int or bool; larger ones become the largest or smallest int of Java. */
    static int index(Value value) {
        BigInteger integer = integer(value);
        return integer.bitLength() < 32
                ? integer.intValue()
                : integer.signum() > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }

    static double real(Value value) {
        if (value instanceof Value.Real real) {
            return real.value();
        }
        double number = integer(value).doubleValue();
        if (Double.isInfinite(number)) {
            throw TemplateException.runtime("int too large to convert to float");
        }
        return number;
    }

    static Value calculate(String operator, Value left, Value right) {
        if (isInteger(left) && isInteger(right)) {
            return integers(operator, integer(left), integer(right));
        }
        double a = real(left);
        double b = real(right);
        return new Value.Real(
                switch (operator) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> a / nonZero(b, "float division by zero");
                    case "//" -> floor(a, nonZero(b, "float floor division by zero"));
                    case "%" -> modulo(a, nonZero(b, "float modulo"));
                    default -> power(a, b);
                });
    }

    private static Value integers(String operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case "+" -> new Value.Int(a.add(b));
            case "-" -> new Value.Int(a.subtract(b));
            case "*" -> new Value.Int(a.multiply(b));
            case "/" -> new Value.Real(divide(a, b));
            case "//" -> new Value.Int(floor(a, b));
            case "%" -> new Value.Int(a.subtract(floor(a, b).multiply(b)));
            default -> power(a, b);
        };
    }

    private static double divide(BigInteger a, BigInteger b) {
        requireDivisor(b.signum() != 0, "division by zero");
        if (a.bitLength() <= 53 && b.bitLength() <= 53) {
            return a.doubleValue() / b.doubleValue();
        }
        double quotient =
                new BigDecimal(a).divide(new BigDecimal(b), EXACT_ENOUGH).doubleValue();
        if (Double.isInfinite(quotient)) {
            throw TemplateException.runtime("integer division result too large for a float");
        }
        return quotient;
    }

    private static BigInteger floor(BigInteger a, BigInteger b) {
        requireDivisor(b.signum() != 0, "integer division or modulo by zero");
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static Value power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return new Value.Real(power(a.doubleValue(), b.doubleValue()));
        }
        long bits = a.abs().equals(BigInteger.ONE) || a.signum() == 0 ? 1 : a.bitLength();
        if (bits > 1 && (b.bitLength() > 20 || (bits - 1) * b.intValue() > Value.Int.MOST_BITS)) {
            throw TemplateException.limit("an integer of more than " + Value.Int.MOST_BITS + " bits");
        }
        if (bits == 1) {
            boolean one = a.signum() > 0 || b.signum() == 0 || (a.signum() < 0 && !b.testBit(0));
            return Value.Int.of(one ? 1 : a.signum());
        }
        return new Value.Int(a.pow(b.intValue()));
    }

    private static double power(double a, double b) {
        requireDivisor(a != 0 || b >= 0, "0.0 cannot be raised to a negative power");
        if (a < 0 && b != Math.rint(b) && !Double.isInfinite(a)) {
            throw TemplateException.unsupported("a complex number");
        }
        double result = a == 1 || b == 0 ? 1 : Math.pow(a, b);
        if (a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
            throw TemplateException.runtime("(34, 'Numerical result out of range')");
        }
        return result;
    }

    private static double modulo(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0, b);
        }
        return (b < 0) != (rest < 0) ? rest + b : rest;
    }

    private static double floor(double a, double b) {
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && (b < 0) != (rest < 0)) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double nonZero(double divisor, String message) {
        requireDivisor(divisor != 0, message);
        return divisor;
    }

    private static void requireDivisor(boolean valid, String message) {
        if (!valid) {
            throw TemplateException.runtime(message);
        }
    }
}
