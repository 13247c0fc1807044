// What the clients rank.
export const query = 'how do I reset my password?';

export const documents = [
    'Change your e-mail address under Account, then confirm the message that arrives at the new address.',
    'Ask for a refund within 14 days of a purchase: “Größe passt nicht” 🙂 is reason enough.',
    'Reset a forgotten password: choose "Forgot password" on the sign-in page and follow the link that we send to your e-mail address.',
    'Download an invoice under Billing, Invoices. Each one is a PDF with your company\'s name and tax number.',
];

/** The place of the one document that answers the query. */
export const relevant = 2;

/** The same as objects, whose title alone gives the answer away. */
export const articles = [
    { id: 'article-7', title: 'E-mail address', text: 'Change it under Account.' },
    { id: 'article-8', title: 'Reset a forgotten password', text: 'Choose the link on the sign-in page.' },
    { id: 'article-9', title: 'Refunds', text: 'Ask within 14 days.' },
];

export const relevantArticle = 1;
