package io.gyre.conformance.examples;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FilterResult;
import io.gyre.bufferevent.FlushMode;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A bufferevent that compresses what it writes and expands what it reads, as RFC 1950 says: the example for filters. */
final class Zlib {
    private Zlib() {}

    // begin quote
    static FilterBufferEvent over(BufferEvent below, BufferEventOption... options) {
        var deflater = new Deflater();
        var inflater = new Inflater();
        Runnable end = () -> {
            deflater.end();
            inflater.end();
        };
        return FilterBufferEvent.of(below, expanding(inflater), compressing(deflater), end, options);
    }

    /** Keeps back what more bytes would help to compress, until a flush. */
    static BufferFilter compressing(Deflater deflater) {
        byte[] in = new byte[4096];
        byte[] out = new byte[4096];
        return (source, destination, limit, mode) -> {
            if (deflater.finished()) {
                return source.isEmpty() ? FilterResult.NEED_MORE : FilterResult.ERROR;
            }
            long before = destination.length();
            do {
                deflater.setInput(in, 0, source.remove(in));
                boolean last = source.isEmpty();
                if (last && mode == FlushMode.FINISHED) {
                    deflater.finish();
                }
                int flush = last && mode != FlushMode.NORMAL ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
                int count;
                do {
                    count = deflater.deflate(out, 0, out.length, flush);
                    destination.add(out, 0, count);
                } while (count == out.length);
            } while (!source.isEmpty());
            return destination.length() > before ? FilterResult.OK : FilterResult.NEED_MORE;
        };
    }

    /** Takes little at a time, and exceeds the limit rather than leave in the inflater what nobody would ask for. */
    static BufferFilter expanding(Inflater inflater) {
        byte[] in = new byte[256];
        byte[] out = new byte[4096];
        return (source, destination, limit, mode) -> {
            try {
                boolean took = !source.isEmpty() && !inflater.finished();
                if (took) {
                    inflater.setInput(in, 0, source.remove(in));
                    int count;
                    do {
                        count = inflater.inflate(out);
                        destination.add(out, 0, count);
                    } while (count > 0);
                }
                boolean cut = mode == FlushMode.FINISHED && source.isEmpty() && !inflater.finished();
                if (cut || inflater.needsDictionary()) {
                    return FilterResult.ERROR;
                }
                return took ? FilterResult.OK : FilterResult.NEED_MORE;
            } catch (DataFormatException broken) {
                return FilterResult.ERROR;
            }
        };
    }
    // end quote
}
