// The SDKs sign requests for AWS. A server outside of it takes a plain key, by a signer of one's own.
export const region = 'us-east-1';

// Asked for before the signer, and without them the SDK looks for some on the machine and in the network.
const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };

/** Settings that send a key as most services take it. */
export function withKey(key) {
    return {
        region,
        credentials,
        signer: {
            async sign(request) {
                request.headers.authorization = `Bearer ${key}`;
                return request;
            },
        },
    };
}
