// A real OpenID provider for the tests, on 127.0.0.1. It takes its settings from the query of /control:
//   who     who signs in from now on
//   deny    1: the person says no
//   alg     new key, for this algorithm (key rotation)
//   spoil   what is wrong with the next tokens; "" = nothing
//   hang    path that never answers; break: path where the connection is cut
// It prints its issuer on the first line, and ends when its standard input does.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const modules = new URL('../../../e2e/node_modules/', import.meta.url);
const { Provider } = await import(new URL('oidc-provider/lib/index.js', modules));
const jose = await import(pathToFileURL(createRequire(new URL('oidc-provider/', modules)).resolve('jose')));

const people = {
  anna: { email: 'anna@post.example', groups: ['wijkteam', 'ambassadeurs'], amr: ['pwd', 'otp'] },
  bram: { groups: 'ambassadeurs' }, // no address, one group as text
  cor: { email: 'anna@post.example', groups: [7, {}] }, // the address of another, groups of no form
};
const control = { who: 'anna', deny: '', spoil: '', hang: '', break: '' };
let issuer, redirect, provider, key, kid;

async function renew(alg) {
  const pair = await jose.generateKeyPair(alg, { extractable: true, crv: alg === 'EdDSA' ? 'Ed25519' : undefined });
  key = pair.privateKey;
  const jwk = await jose.exportJWK(key);
  kid = await jose.calculateJwkThumbprint(jwk);
  Object.assign(jwk, { kid, alg, use: 'sig' });
  provider = new Provider(issuer, {
    clients: [{
      client_id: 'samenspel', client_secret: 'a secret of the tests, long enough for all', redirect_uris: [redirect],
      response_types: ['code'], grant_types: ['authorization_code'], id_token_signed_response_alg: alg,
    }],
    jwks: { keys: [jwk] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256', 'ES384'] },
    claims: { openid: ['sub', 'amr'], email: ['email'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, email: people[sub].email, groups: people[sub].groups }) }),
    cookies: { keys: ['a key of the tests'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && ctx.body?.id_token && control.spoil) ctx.body.id_token = await spoil(ctx.body.id_token, alg);
  });
}

// spoil makes the token again with one thing wrong, signed with the real key where that is not the thing.
async function spoil(token, alg) {
  const claims = jose.decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  let signWith = key, header = { alg, kid };
  switch (control.spoil) {
    case 'expired': claims.exp = now - 120; break;
    case 'just-expired': claims.exp = now - 30; break;
    case 'ahead': claims.iat = now + 30; claims.nbf = now + 30; break;
    case 'far-ahead': claims.iat = now + 300; break;
    case 'not-yet': claims.nbf = now + 300; break;
    case 'old': claims.iat = now - 3600; break;
    case 'audience': claims.aud = 'another'; break;
    case 'audiences': claims.aud = ['samenspel', 'another']; delete claims.azp; break;
    case 'party': claims.azp = 'another'; break;
    case 'issuer': claims.iss = 'https://elders.example'; break;
    case 'nonce': claims.nonce = 'another'; break;
    case 'no-nonce': delete claims.nonce; break;
    case 'no-subject': delete claims.sub; break;
    case 'signature': signWith = (await jose.generateKeyPair(alg, { extractable: true })).privateKey; break;
    case 'unknown-key': signWith = (await jose.generateKeyPair(alg, { extractable: true })).privateKey; header.kid = 'unknown'; break;
    case 'hs256': signWith = new TextEncoder().encode('a secret of the tests, long enough for all'); header = { alg: 'HS256' }; break;
    case 'none': return `${btoa('{"alg":"none"}').replace(/=/g, '')}.${token.split('.')[1]}.`;
    case 'garbage': return 'x.y.z';
    case 'missing': return undefined;
  }
  return new jose.SignJWT(claims).setProtectedHeader(header).sign(signWith);
}

async function interact(req, res) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
  if (control.deny) {
    return provider.interactionFinished(req, res, { error: 'access_denied' });
  }
  if (prompt.name === 'login') {
    return provider.interactionFinished(req, res, { login: { accountId: control.who, amr: people[control.who].amr } });
  }
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const server = createServer(async (req, res) => {
  try {
    const url = new URL(req.url, issuer);
    if (url.pathname === '/control') {
      const { alg, ...rest } = Object.fromEntries(url.searchParams);
      Object.assign(control, { who: 'anna', deny: '', spoil: '', hang: '', break: '' }, rest);
      if (alg) await renew(alg);
      return res.end('ok');
    }
    if (control.hang && url.pathname === control.hang) return undefined;
    if (control.break && url.pathname === control.break) return req.socket.destroy();
    if (url.pathname.startsWith('/interaction/')) return await interact(req, res);
    return provider.callback()(req, res);
  } catch (error) {
    console.error(error);
    return res.writeHead(500).end();
  }
});

process.stdin.resume().on('end', () => process.exit(0));
server.listen(0, '127.0.0.1', async () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  redirect = process.argv[2];
  await renew('ES256');
  console.log(issuer);
});
