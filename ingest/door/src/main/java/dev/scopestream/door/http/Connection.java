package dev.scopestream.door.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/** A client's connection: tells when it is gone, before and while it is answered. */
final class Connection {
    private final Channel channel;
    private final GenericFutureListener<Future<Void>> listener;

    private Connection(Channel channel, Runnable gone) {
        this.channel = channel;
        this.listener = future -> gone.run();
    }

    /** @param gone is called once when the client has closed the connection, at once when it has already */
    static Connection watch(HttpRequest<?> request, Runnable gone) {
        HttpRequest<?> innermost = request;
        while (innermost instanceof HttpRequestWrapper<?> wrapper) {
            innermost = wrapper.getDelegate();
        }
        if (!(innermost instanceof NettyHttpRequest<?> netty)) {
            throw new IllegalStateException("no Netty request: " + innermost.getClass());
        }
        Connection connection = new Connection(netty.getChannelHandlerContext().channel(), gone);
        connection.channel.closeFuture().addListener(connection.listener);
        return connection;
    }

    /** The request is answered: a connection has others after it. */
    void release() {
        channel.closeFuture().removeListener(listener);
    }
}
