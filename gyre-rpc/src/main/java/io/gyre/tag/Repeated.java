package io.gyre.tag;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The elements of an array in a message: a list that nobody can change. Unlike the JDK's such lists it can be filled by a {@link TagReader}
 * without a copy.
 *
 * @param <E> what its elements are, never null
 */
public final class Repeated<E> extends AbstractList<E> implements RandomAccess {
    private static final Repeated<?> EMPTY = new Repeated<>(new Object[0], 0);

    private Object[] elements;
    private int size;

    private Repeated(Object[] elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    /** For the elements of a message that is being read. */
    static <E> Repeated<E> withRoomFor(int count) {
        return new Repeated<>(new Object[count], 0);
    }

    /** {@return a list without elements} */
    public static <E> Repeated<E> empty() {
        @SuppressWarnings("unchecked") // It has none of any kind.
        var empty = (Repeated<E>) EMPTY;
        return empty;
    }

    /** {@return the elements of {@code source}, copied unless it cannot change} It must have no null. */
    public static <E> Repeated<E> copyOf(Collection<? extends E> source) {
        if (source instanceof Repeated<? extends E> same) {
            @SuppressWarnings("unchecked") // Nobody can put anything into it.
            var cast = (Repeated<E>) same;
            return cast;
        }
        Object[] elements = source.toArray();
        for (Object element : elements) {
            Objects.requireNonNull(element, "an array cannot have a null");
        }
        return new Repeated<>(elements, elements.length);
    }

    /** For a {@link TagReader}, of those that it made, before anybody else has it. */
    void append(E element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, Math.max(4, 2 * size));
        }
        elements[size++] = element;
    }

    @Override
    public E get(int index) {
        Objects.checkIndex(index, size);
        @SuppressWarnings("unchecked") // Only those that are one were put in.
        E element = (E) elements[index];
        return element;
    }

    @Override
    public int size() {
        return size;
    }
}
