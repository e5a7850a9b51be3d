package io.gyre.bench.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** {@code echo} over Netty's native transports. Arguments: {@code epoll|uring [-c] port}. */
public final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChannelHandler handler = arguments[1].equals("-c") ? new CloseHandler() : new EchoHandler();
        Serving transport = arguments[0].equals("uring") ? Serving.URING : Serving.EPOLL;
        transport.run(arguments[arguments.length - 1], _ -> new ChannelHandler[] {handler});
    }

    /** Writes what was read, and flushes once for each batch of reads. */
    @ChannelHandler.Sharable
    static final class EchoHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var _ = context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    /** Closes at the first bytes. */
    @ChannelHandler.Sharable
    private static final class CloseHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            var _ = context.close();
        }
    }
}
