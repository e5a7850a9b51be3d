package io.gyre.dns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list whose members know their places, so that any of them leaves at once. A member is in one list of its kind at most.
 *
 * @param <T> the members
 */
final class Roll<T extends Roll.Member<T>> {
    /** What can be in a list. */
    abstract static class Member<T extends Member<T>> {
        private @Nullable Roll<T> roll;
        private @Nullable T before;
        private @Nullable T after;
    }

    private @Nullable T first;
    private @Nullable T last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(T member) {
        enter(member, last, null);
    }

    void addFirst(T member) {
        enter(member, null, first);
    }

    private void enter(T member, @Nullable T before, @Nullable T after) {
        if (entry(member).roll != null) {
            throw new AssertionError("it is in a list already");
        }
        entry(member).roll = this;
        link(before, member);
        link(member, after);
        size++;
    }

    /** {@return false if it was not here} */
    boolean remove(T member) {
        Member<T> entry = entry(member);
        if (entry.roll != this) {
            return false;
        }
        link(entry.before, entry.after);
        entry.roll = null;
        entry.before = null;
        entry.after = null;
        size--;
        return true;
    }

    private void link(@Nullable T one, @Nullable T other) {
        if (one == null) {
            first = other;
        } else {
            entry(one).after = other;
        }
        if (other == null) {
            last = one;
        } else {
            entry(other).before = one;
        }
    }

    /** The fields are private, and not those of a type variable. */
    private static <T extends Member<T>> Member<T> entry(T member) {
        return member;
    }

    /** {@return the first one, which has left, or null} */
    @Nullable
    T poll() {
        T head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    /** {@return the members in their order, which then may leave} */
    List<T> toList() {
        var list = new ArrayList<T>(size);
        for (T each = first; each != null; each = entry(each).after) {
            list.add(each);
        }
        return list;
    }
}
